import Big from "big.js";

/**
 * Exact decimals as text. Digits of a venue survive unchanged (0.10 stays 0.10); only an exponent is written out, and a
 * missing leading zero added.
 */

/** More than any amount, price or fee needs; it bounds what hostile input can cost. */
const MAX_DIGITS = 100;

const PLAIN_DECIMAL = /^-?\d+(?:\.\d+)?$/;
const WIRE_DECIMAL = /^(-?)(\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;
const CALLER_DECIMAL = /^\d{1,20}(?:\.\d{1,18})?$/;
const ALL_ZERO = /^[0.]*$/;

/** A decimal of a venue in plain notation, or undefined when the text is not one. */
export function normalizeDecimal(text: string): string | undefined {
  if (text.length > MAX_DIGITS) return undefined;
  if (PLAIN_DECIMAL.test(text)) return text;
  const match = WIRE_DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent] = match;
  if (whole === "" && fraction === "") return undefined;
  if (exponent !== undefined) return expandExponent(sign, whole, fraction, Number(exponent));
  return whole === "" ? `${sign}0.${fraction}` : text;
}

function expandExponent(sign: string, whole: string, fraction: string, exponent: number): string | undefined {
  if (Math.abs(exponent) > MAX_DIGITS) return undefined;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded =
    point <= 0 ? "0".repeat(1 - point) + digits : digits + "0".repeat(Math.max(0, point - digits.length));
  const at = Math.max(point, 1);
  const left = padded.slice(0, at).replace(/^0+(?=\d)/, "");
  const right = padded.slice(at);
  return right === "" ? sign + left : `${sign}${left}.${right}`;
}

/** Whether a caller's text is a decimal above zero: at most 20 digits before the point and 18 after it, no exponent. */
export function isPositiveDecimal(text: unknown): text is string {
  return typeof text === "string" && CALLER_DECIMAL.test(text) && !ALL_ZERO.test(text);
}

/** Whether a decimal is zero, however it is written: "0", "0.00", "-0". */
export function isZero(decimal: string): boolean {
  return ALL_ZERO.test(decimal.startsWith("-") ? decimal.slice(1) : decimal);
}

/** The sum of decimals, with the digits after the point of the longest of them. */
export function sumDecimals(first: string, ...others: readonly string[]): string {
  return others.reduce((sum, other) => new Big(sum).plus(other).toFixed(longerScale(sum, other)), first);
}

/** `left - right`, with the digits after the point of the longer one. */
export function subtractDecimals(left: string, right: string): string {
  return new Big(left).minus(right).toFixed(longerScale(left, right));
}

/**
 * `left / right`, cut (not rounded up) after `scale` digits: a quotient need not end. Undefined when `right` is zero.
 */
export function divideDecimals(left: string, right: string, scale: number): string | undefined {
  if (isZero(right)) return undefined;
  const division = Big();
  division.DP = scale;
  division.RM = Big.roundDown;
  return division(left).div(right).toFixed();
}

/** Below 0 when `left` is less than `right`, 0 when they are equal in value, above 0 otherwise. */
export function compareDecimals(left: string, right: string): number {
  return new Big(left).cmp(right);
}

function longerScale(left: string, right: string): number {
  return Math.max(scaleOf(left), scaleOf(right));
}

function scaleOf(decimal: string): number {
  const point = decimal.indexOf(".");
  return point < 0 ? 0 : decimal.length - point - 1;
}
