import {
  divideDecimals,
  isLess,
  isZero,
  multiply,
  subtractDecimals,
  sumDecimals,
} from "@cqvx/core/in-memory";

/** Adds two decimals exactly. The result has no trailing zeros after the point. */
export const add = (left: string, right: string): string => trim(sumDecimals(left, right));

/** Subtracts `right` from `left` exactly. The result has no trailing zeros after the point. */
export const subtract = (left: string, right: string): string => trim(subtractDecimals(left, right));

/** Multiplies two decimals exactly. The result has no trailing zeros after the point. */
export const times = (left: string, right: string): string => trim(multiply(left, right));

/** Returns the smaller of two decimals, with its digits unchanged. */
export const lesser = (left: string, right: string): string => (isLess(right, left) ? right : left);

/** Returns the larger of two decimals, with its digits unchanged. */
export const greater = (left: string, right: string): string => (isLess(left, right) ? right : left);

/** Decimal places of a quotient. No increment has this many. */
const FINEST_SCALE = 18;

/** Divides `left` by `right` and cuts after 18 decimal places. Returns "0" when `right` is zero. */
export const cutQuotient = (left: string, right: string): string =>
  divideDecimals(left, right, FINEST_SCALE) ?? "0";

/** Returns the average fill price, cut after 18 decimal places. Undefined without fills. */
export function averagePrice(worth: string, quantity: string): string | undefined {
  return isZero(quantity) ? undefined : cutQuotient(worth, quantity);
}

function trim(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}
