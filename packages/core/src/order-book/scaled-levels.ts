import type { PriceLevel } from "../cqc/messages.ts";
import { formOf } from "./level-chunk.ts";
import type { BookSide, LevelStore } from "./level-store.ts";
import { plainUnits, readPrice } from "./read-amount.ts";
import { ScaledSide } from "./scaled-side.ts";

/** The powers of ten that are exact doubles. */
const POWERS_OF_TEN: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * A store for prices that are exact doubles: integers below 2 ** 53, in units of the smallest digit of any price. Both sides
 * share one scale, so that their prices are comparable.
 */
export class ScaledLevels implements LevelStore {
  readonly #bids = new ScaledSide("bids");
  readonly #asks = new ScaledSide("asks");
  /** Digits after the point. */
  #scale = 0;

  set(side: BookSide, price: string, quantity: string | undefined): boolean {
    const digits = plainUnits(price);
    if (digits <= 0) return this.#setAny(side, price, quantity);
    const point = price.indexOf(".");
    const whole = point < 0 ? price.length : point;
    const fraction = point < 0 ? 0 : price.length - point - 1;
    const units = digits * (POWERS_OF_TEN[this.#scale - fraction] ?? Number.NaN);
    if (!(units <= Number.MAX_SAFE_INTEGER)) return this.#setAny(side, price, quantity);
    this.#side(side).set(units, price, formOf(whole, fraction), quantity);
    return true;
  }

  /** Sets a price that is long, in unusual notation, or the first with this many digits. */
  #setAny(side: BookSide, text: string, quantity: string | undefined): boolean {
    const price = readPrice(text);
    const [whole = "", fraction = ""] = price.split(".");
    const scale = significantDigits(fraction);
    if (scale > this.#scale && quantity !== undefined && !this.#rescale(scale)) return false;
    const units = Number(whole + fraction.slice(0, scale).padEnd(this.#scale, "0"));
    // A price that does not fit has no level, so there is nothing to remove.
    if (scale > this.#scale || units > Number.MAX_SAFE_INTEGER) return quantity === undefined;
    this.#side(side).set(units, price, formOf(whole.length, fraction.length), quantity);
    return true;
  }

  isCrossed(): boolean {
    return this.#bids.bestUnits > this.#asks.bestUnits;
  }

  best(side: BookSide, depth: number): PriceLevel[] {
    return this.#side(side).best(depth, this.#scale);
  }

  size(side: BookSide): number {
    return this.#side(side).size;
  }

  #side(side: BookSide): ScaledSide {
    return side === "bids" ? this.#bids : this.#asks;
  }

  /** Rescales all prices to this many digits after the point. Returns false, without a change, when one does not fit. */
  #rescale(scale: number): boolean {
    const factor = POWERS_OF_TEN[scale - this.#scale] ?? Number.POSITIVE_INFINITY;
    const sides = [this.#bids, this.#asks];
    if (sides.some((side) => side.mostUnits * factor > Number.MAX_SAFE_INTEGER)) return false;
    for (const side of sides) side.rescale(factor);
    this.#scale = scale;
    return true;
  }
}

/** Counts the digits of a fraction without the zeros at its end. */
function significantDigits(fraction: string): number {
  let count = fraction.length;
  while (count > 0 && fraction[count - 1] === "0") count -= 1;
  return count;
}
