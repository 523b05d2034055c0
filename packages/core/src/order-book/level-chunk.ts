import type { PriceLevel } from "../cqc/messages.ts";

/** The number of levels that fit in a chunk. */
export const CAPACITY = 512;

/** The number of best levels whose chunks cache prices as text, because these are delivered most often. */
const NEAR_TOP = 64;

/**
 * Neighbouring levels of one side, sorted by key. The levels sit in the middle of the arrays, with free room at both ends.
 * An insertion or removal moves the levels on the shorter side.
 */
export class LevelChunk {
  /** The prices as integers in units of the book's scale, negative for asks. */
  readonly #keys = new Float64Array(CAPACITY);
  /** The notation of each price: digits before the point × 256 + digits after it. See `formOf`. */
  readonly #forms = new Uint16Array(CAPACITY);
  readonly #quantities = new Array<string>(CAPACITY).fill("");
  /** The cached text of the prices. Undefined for chunks far from the best level. */
  #prices: (string | undefined)[] | undefined;
  #start: number;
  #end: number;

  /** Creates an empty chunk whose first level will be at this index. */
  constructor(start: number) {
    this.#start = start;
    this.#end = start;
  }

  /** Creates a chunk with the levels of other chunks, in their order. */
  static of(...parts: readonly (readonly [chunk: LevelChunk, from: number, to: number])[]): LevelChunk {
    const count = parts.reduce((sum, [, from, to]) => sum + to - from, 0);
    const chunk = new LevelChunk((CAPACITY - count) >>> 1);
    for (const [source, from, to] of parts) chunk.#append(source, from, to);
    return chunk;
  }

  get count(): number {
    return this.#end - this.#start;
  }

  /** The lowest key. Undefined when the chunk is empty. */
  get first(): number | undefined {
    return this.#start < this.#end ? this.#keys[this.#start] : undefined;
  }

  get last(): number | undefined {
    return this.#start < this.#end ? this.#keys[this.#end - 1] : undefined;
  }

  /** Returns the index of a key, or the index at which to insert it. */
  find(key: number): number {
    const keys = this.#keys;
    let low = this.#start;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((keys[middle] ?? key) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  isAt(at: number, key: number): boolean {
    return at < this.#end && this.#keys[at] === key;
  }

  update(at: number, price: string, form: number, quantity: string): void {
    this.#forms[at] = form;
    this.#quantities[at] = quantity;
    if (this.#prices !== undefined) this.#prices[at] = price;
  }

  /** Inserts a level. The chunk must not be full. */
  insert(at: number, key: number, price: string, form: number, quantity: string): void {
    const moveLower = this.#end === CAPACITY || (this.#start > 0 && at - this.#start < this.#end - at);
    if (moveLower) {
      this.#move(this.#start, at, -1);
      this.#start -= 1;
    } else {
      this.#move(at, this.#end, 1);
      this.#end += 1;
    }
    const put = moveLower ? at - 1 : at;
    this.#keys[put] = key;
    this.update(put, price, form, quantity);
  }

  remove(at: number): void {
    if (at - this.#start < this.#end - at) {
      this.#move(this.#start, at, 1);
      this.#start += 1;
    } else {
      this.#move(at + 1, this.#end, -1);
      this.#end -= 1;
    }
  }

  halves(): readonly [LevelChunk, LevelChunk] {
    const middle = (this.#start + this.#end) >>> 1;
    return [LevelChunk.of([this, this.#start, middle]), LevelChunk.of([this, middle, this.#end])];
  }

  joinedTo(next: LevelChunk): LevelChunk {
    return LevelChunk.of([this, this.#start, this.#end], [next, next.#start, next.#end]);
  }

  /** Appends levels to a list, best first, until the list has as many as wanted. */
  read(levels: PriceLevel[], wanted: number, scale: number): void {
    if (levels.length < NEAR_TOP) this.#prices ??= new Array<string | undefined>(CAPACITY).fill(undefined);
    const prices = this.#prices;
    for (let at = this.#end - 1; at >= this.#start && levels.length < wanted; at -= 1) {
      const price = prices?.[at] ?? writePrice(Math.abs(this.#keys[at] ?? 0), scale, this.#forms[at] ?? 0);
      if (prices !== undefined) prices[at] = price;
      levels.push({ $typeName: "cqc.markets.v1.PriceLevel", price, quantity: this.#quantities[at] ?? "" });
    }
  }

  rescale(factor: number): void {
    for (let at = this.#start; at < this.#end; at += 1) this.#keys[at] = (this.#keys[at] ?? 0) * factor;
  }

  #append(source: LevelChunk, from: number, to: number): void {
    this.#keys.set(source.#keys.subarray(from, to), this.#end);
    this.#forms.set(source.#forms.subarray(from, to), this.#end);
    for (let at = from; at < to; at += 1)
      this.#quantities[this.#end + at - from] = source.#quantities[at] ?? "";
    this.#end += to - from;
  }

  /** Moves the levels from one index up to another by one index. */
  #move(from: number, to: number, by: 1 | -1): void {
    const keys = this.#keys;
    const forms = this.#forms;
    const quantities = this.#quantities;
    const prices = this.#prices;
    const count = to - from;
    for (let moved = 0, at = by < 0 ? from : to - 1; moved < count; moved += 1, at -= by) {
      keys[at + by] = keys[at] ?? 0;
      forms[at + by] = forms[at] ?? 0;
      quantities[at + by] = quantities[at] ?? "";
      if (prices !== undefined) prices[at + by] = prices[at];
    }
  }
}

/** Encodes the notation of a price in one number. Neither part has more than 200 digits. */
export function formOf(whole: number, fraction: number): number {
  return whole * 256 + fraction;
}

function writePrice(units: number, scale: number, form: number): string {
  const [whole, fraction] = [form >>> 8, form & 255];
  const digits = String(units).padStart(whole + scale, "0");
  const point = digits.length - scale;
  if (fraction === 0) return digits.slice(0, point);
  return `${digits.slice(0, point)}.${digits.slice(point).padEnd(fraction, "0").slice(0, fraction)}`;
}
