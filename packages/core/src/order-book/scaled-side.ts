import type { PriceLevel } from "../cqc/messages.ts";
import { CAPACITY, LevelChunk } from "./level-chunk.ts";
import type { BookSide } from "./level-store.ts";

/** A chunk that has shrunk below this joins a neighbour, if the two together still have room to grow. */
const FEW = CAPACITY / 4;
const ROOMY = (CAPACITY / 4) * 3;

/**
 * One side of a book, in chunks of which none is long: what a change costs does not grow with the book. The best price is
 * at the end, where nearly all changes are, so that little moves. Asks are kept as negative numbers: on both sides more is
 * better.
 */
export class ScaledSide {
  readonly #sign: 1 | -1;
  readonly #chunks: LevelChunk[] = [];
  /** The lowest key that belongs in each chunk, all in one place: to look for a chunk touches none of the others. */
  readonly #bounds: number[] = [];
  #size = 0;

  constructor(side: BookSide) {
    this.#sign = side === "bids" ? 1 : -1;
  }

  get size(): number {
    return this.#size;
  }

  /** NaN, which is neither above nor below anything, when there is no level. */
  get bestUnits(): number {
    return (this.#chunks.at(-1)?.last ?? Number.NaN) * this.#sign;
  }

  /** The highest price; 0 when there is no level. */
  get mostUnits(): number {
    return Math.max(Math.abs(this.#chunks[0]?.first ?? 0), Math.abs(this.#chunks.at(-1)?.last ?? 0));
  }

  /** Sets a level whose price is so many units and was written in this form, or removes it. */
  set(units: number, price: string, form: number, quantity: string | undefined): void {
    const key = units * this.#sign;
    const index = this.#indexFor(key);
    const chunk = this.#chunks[index];
    const at = chunk === undefined ? 0 : chunk.find(key);
    if (chunk?.isAt(at, key)) {
      if (quantity === undefined) this.#remove(index, chunk, at);
      else chunk.update(at, price, form, quantity);
    } else if (quantity !== undefined) {
      if (chunk === undefined || chunk.count === CAPACITY) {
        this.#replace(index, chunk === undefined ? 0 : 1, key, makeRoom(chunk, at));
        this.set(units, price, form, quantity);
      } else {
        chunk.insert(at, key, price, form, quantity);
        this.#size += 1;
      }
    }
  }

  best(depth: number, scale: number): PriceLevel[] {
    const levels: PriceLevel[] = [];
    for (let index = this.#chunks.length - 1; index >= 0 && levels.length < depth; index -= 1) {
      this.#chunks[index]?.read(levels, depth, scale);
    }
    return levels;
  }

  rescale(factor: number): void {
    for (const chunk of this.#chunks) chunk.rescale(factor);
    for (const [index, bound] of this.#bounds.entries()) this.#bounds[index] = bound * factor;
  }

  /** The chunk that a key belongs in: the last one whose bound is not above it, else the first. */
  #indexFor(key: number): number {
    const bounds = this.#bounds;
    let low = 0;
    let high = bounds.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((bounds[middle] ?? key) <= key) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #remove(index: number, chunk: LevelChunk, at: number): void {
    chunk.remove(at);
    this.#size -= 1;
    if (chunk.count === 0) this.#replace(index, 1, Number.NaN, []);
    else if (chunk.count < FEW) this.#join(index - 1) || this.#join(index);
  }

  /** Makes one of a chunk and the next, if they are small; says whether they were. */
  #join(index: number): boolean {
    const [left, right] = [this.#chunks[index], this.#chunks[index + 1]];
    if (left === undefined || right === undefined || left.count + right.count > ROOMY) return false;
    this.#replace(index, 2, Number.NaN, [left.joinedTo(right)]);
    return true;
  }

  /** Puts chunks in the place of others. The key is what an empty one is for. */
  #replace(index: number, count: number, key: number, chunks: readonly LevelChunk[]): void {
    this.#chunks.splice(index, count, ...chunks);
    this.#bounds.splice(index, count, ...chunks.map(({ first = key }) => first));
  }
}

/** Halves a full chunk; beyond its ends begins another, so that levels that come in order fill their chunks. */
function makeRoom(full: LevelChunk | undefined, at: number): readonly LevelChunk[] {
  if (full === undefined) return [new LevelChunk(CAPACITY / 2)];
  if (at === CAPACITY) return [full, new LevelChunk(0)];
  if (at === 0) return [new LevelChunk(CAPACITY), full];
  return full.halves();
}
