import { readExact, sum } from "../exact-decimal.ts";

/** Returns the exact sum of decimals. Equal sums have the same text, such as "1234e-3". */
export function sumOf(amounts: readonly (string | undefined)[]): string {
  const total = amounts
    .map((amount = "") => readExact(amount) ?? { digits: 0n, scale: 0 })
    .reduce(sum, { digits: 0n, scale: 0 });
  let { digits, scale } = total;
  for (; scale > 0 && digits % 10n === 0n; scale--) digits /= 10n;
  return `${digits}e-${scale}`;
}
