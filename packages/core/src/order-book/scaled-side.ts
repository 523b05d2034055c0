import type { PriceLevel } from "../cqc/messages.ts";
import { CAPACITY, LevelChunk } from "./level-chunk.ts";
import type { BookSide } from "./level-store.ts";

/** The size below which a chunk joins a neighbour, provided that both together stay below `ROOMY`. */
const FEW = CAPACITY / 4;
const ROOMY = (CAPACITY / 4) * 3;

/**
 * One side of a book, in chunks of bounded size, so that the cost of a change hardly grows with the book. The best price is
 * at the end: nearly all changes happen there, and few levels move. Asks have negative keys, so that the higher key is
 * better on both sides.
 */
export class ScaledSide {
  readonly #sign: 1 | -1;
  readonly #chunks: LevelChunk[] = [];
  /** The lowest key of each chunk, in one array, so that a search touches no chunks. */
  readonly #bounds: number[] = [];
  #size = 0;

  constructor(side: BookSide) {
    this.#sign = side === "bids" ? 1 : -1;
  }

  get size(): number {
    return this.#size;
  }

  /** The best price in units. NaN without levels, because every comparison with NaN is false. */
  get bestUnits(): number {
    return (this.#chunks.at(-1)?.last ?? Number.NaN) * this.#sign;
  }

  /** The highest price in units, or 0 without levels. */
  get mostUnits(): number {
    return Math.max(Math.abs(this.#chunks[0]?.first ?? 0), Math.abs(this.#chunks.at(-1)?.last ?? 0));
  }

  /** Sets the level at a price, or removes it when the quantity is undefined. `form` is the notation of the price. */
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

  /** Returns the index of the chunk for a key: the last chunk whose bound is not above the key, otherwise the first. */
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

  /** Joins a chunk with the next one if both together are small. Returns true when it did. */
  #join(index: number): boolean {
    const [left, right] = [this.#chunks[index], this.#chunks[index + 1]];
    if (left === undefined || right === undefined || left.count + right.count > ROOMY) return false;
    this.#replace(index, 2, Number.NaN, [left.joinedTo(right)]);
    return true;
  }

  /** Replaces chunks by others. `key` becomes the bound of an empty chunk. */
  #replace(index: number, count: number, key: number, chunks: readonly LevelChunk[]): void {
    this.#chunks.splice(index, count, ...chunks);
    this.#bounds.splice(index, count, ...chunks.map(({ first = key }) => first));
  }
}

/** Splits a full chunk in half. At either end it adds an empty chunk instead, so that sorted input fills its chunks. */
function makeRoom(full: LevelChunk | undefined, at: number): readonly LevelChunk[] {
  if (full === undefined) return [new LevelChunk(CAPACITY / 2)];
  if (at === CAPACITY) return [full, new LevelChunk(0)];
  if (at === 0) return [new LevelChunk(CAPACITY), full];
  return full.halves();
}
