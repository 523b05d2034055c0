import {
  divideDecimals,
  isLess,
  isZero,
  multiply,
  subtractDecimals,
  sumDecimals,
} from "@cqvx/core/in-memory";

/** Exact sums and products of decimals. What is computed has no zeros at its end; what was given keeps its digits. */
export const add = (left: string, right: string): string => trim(sumDecimals(left, right));

export const subtract = (left: string, right: string): string => trim(subtractDecimals(left, right));

export const times = (left: string, right: string): string => trim(multiply(left, right));

/** The lesser of two. */
export const lesser = (left: string, right: string): string => (isLess(right, left) ? right : left);

/** The greater of two. */
export const greater = (left: string, right: string): string => (isLess(left, right) ? right : left);

/** More digits after the point than any increment has. */
const FINEST_SCALE = 18;

/** `left / right`, cut after 18 digits; of nothing by nothing, nothing. */
export const cutQuotient = (left: string, right: string): string =>
  divideDecimals(left, right, FINEST_SCALE) ?? "0";

/** A price of what was filled, cut after 18 digits. Undefined without fills. */
export function averagePrice(worth: string, quantity: string): string | undefined {
  return isZero(quantity) ? undefined : cutQuotient(worth, quantity);
}

function trim(decimal: string): string {
  return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}
