import { MalformedReply } from "../errors/malformed-reply.ts";
import { isZero, normalizeDecimal } from "../values/decimal-text.ts";

const [ZERO, NINE, POINT] = [48, 57, 46];

/** Fifteen digits, which always fit a double exactly, and a point. */
const MAX_LENGTH = 16;

/**
 * The digits of a plain decimal as one integer, its point left out: 10025 for "100.25". Below 0 for whatever else there is,
 * which `normalizeDecimal` judges: this loop is only the fast way for what venues send nearly always.
 */
export function plainUnits(text: string): number {
  const { length } = text;
  if (length > MAX_LENGTH) return -1;
  let units = 0;
  let point = -1;
  for (let at = 0; at < length; at += 1) {
    const character = text.charCodeAt(at);
    if (character >= ZERO && character <= NINE) units = units * 10 + (character - ZERO);
    else if (character === POINT && point < 0) point = at;
    else return -1;
  }
  const isPlain = point < 0 ? length > 0 && length < MAX_LENGTH : point > 0 && point < length - 1;
  return isPlain ? units : -1;
}

/** A price in plain notation; throws `MalformedReply` unless it is above zero. */
export function readPrice(text: string): string {
  const price = normalizeDecimal(text);
  if (price === undefined || isZero(price) || price.startsWith("-")) throw badLevel("price");
  return price;
}

/** A quantity in plain notation, undefined for zero; throws `MalformedReply` for one below zero. */
export function readQuantity(text: string): string | undefined {
  const units = plainUnits(text);
  if (units >= 0) return units === 0 ? undefined : text;
  const quantity = normalizeDecimal(text);
  if (quantity === undefined) throw badLevel("quantity");
  if (isZero(quantity)) return undefined;
  if (quantity.startsWith("-")) throw badLevel("quantity");
  return quantity;
}

function badLevel(amount: "price" | "quantity"): MalformedReply {
  return new MalformedReply(`a level of the book has a ${amount} that is none`, "BAD_LEVEL");
}
