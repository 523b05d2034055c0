import { MalformedReply } from "../errors/malformed-reply.ts";
import { isZero, normalizeDecimal } from "../values/decimal-text.ts";

const [ZERO, NINE, POINT] = [48, 57, 46];

/** The longest text that is read fast: 15 digits, which always fit a double exactly, and a point. */
const MAX_LENGTH = 16;

/**
 * Reads the digits of a plain decimal as one integer without the point: 10025 for "100.25". Returns -1 for any other text,
 * which `normalizeDecimal` must read. This loop is the fast path for nearly all amounts.
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

/** Reads a price in plain notation. Throws `MalformedReply` unless it is above zero. */
export function readPrice(text: string): string {
  const price = normalizeDecimal(text);
  if (price === undefined || isZero(price) || price.startsWith("-")) throw badLevel("price");
  return price;
}

/** Reads a quantity in plain notation, or undefined for zero. Throws `MalformedReply` for one below zero. */
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
  return new MalformedReply(`a level of the book has an invalid ${amount}`, "BAD_LEVEL");
}
