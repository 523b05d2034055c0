import Big from "big.js";
import { isZero } from "./decimal-text.ts";

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
