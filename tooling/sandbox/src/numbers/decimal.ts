import Big from "big.js";

/** An exact decimal. No amount of the sandbox ever passes through a binary float. */
export type Decimal = Big;

export const ZERO: Decimal = new Big(0);

const PLAIN = /^(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})$/;

/** Parses a decimal without sign or exponent ("12", "0.5", ".5"). Returns undefined for any other text. */
export function parseDecimal(text: string): Decimal | undefined {
  if (!PLAIN.test(text)) return undefined;
  return new Big(text.endsWith(".") ? text.slice(0, -1) : text);
}

export function decimal(text: string | number): Decimal {
  return new Big(text);
}

/** Writes a decimal in plain notation, without trailing zeros. */
export function plain(value: Decimal): string {
  return value.toFixed();
}

export function isMultipleOf(value: Decimal, increment: Decimal): boolean {
  return value.mod(increment).eq(0);
}

/** Returns the largest multiple of `increment` that is not above `value`. */
export function floorTo(value: Decimal, increment: Decimal): Decimal {
  return value.minus(value.mod(increment));
}

/** Returns the smallest multiple of `increment` that is not below `value`. */
export function ceilTo(value: Decimal, increment: Decimal): Decimal {
  const floor = floorTo(value, increment);
  return floor.eq(value) ? floor : floor.plus(increment);
}

const division: Big.BigConstructor = Big();
division.DP = 24;
division.RM = Big.roundDown;

/** Returns `left / right`, cut after 24 digits. Cutting the result to an increment afterwards loses nothing. */
export function divide(left: Decimal, right: Decimal): Decimal {
  return new Big(new division(left).div(right));
}

/**
 * Returns `left / right` rounded half up to `digits`, as text without trailing zeros. Use it only for reported values.
 */
export function ratio(left: Decimal, right: Decimal, digits: number): string {
  return right.eq(0) ? "0" : plain(divide(left, right).round(digits, Big.roundHalfUp));
}

export function smaller(left: Decimal, right: Decimal): Decimal {
  return left.lt(right) ? left : right;
}
