/**
 * Decimals as text. The digits of a venue stay unchanged: 0.10 stays 0.10. Only an exponent is written out, and a missing
 * leading zero is added.
 */

/** The longest decimal, in digits. No amount, price or fee needs more, and it bounds the cost of hostile input. */
const MAX_DIGITS = 100;

const PLAIN_DECIMAL = /^-?\d+(?:\.\d+)?$/;
const WIRE_DECIMAL = /^(-?)(\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;
const CALLER_DECIMAL = /^\d{1,20}(?:\.\d{1,18})?$/;
const ALL_ZERO = /^[0.]*$/;

/** Returns a venue's decimal in plain notation, or undefined when the text is not a decimal. */
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

/** The error reason for a value that fails `isPositiveDecimal`. */
export const DECIMAL_RULE =
  'must be a decimal string above zero, such as "0.1" (20 digits before the point, 18 after, no exponent)';

/** True when a caller's text is a decimal above zero, with at most 20 digits before the point, 18 after it and no exponent. */
export function isPositiveDecimal(text: unknown): text is string {
  return typeof text === "string" && CALLER_DECIMAL.test(text) && !ALL_ZERO.test(text);
}

/** True when a decimal is zero in any notation: "0", "0.00", "-0". */
export function isZero(decimal: string): boolean {
  return ALL_ZERO.test(decimal.startsWith("-") ? decimal.slice(1) : decimal);
}
