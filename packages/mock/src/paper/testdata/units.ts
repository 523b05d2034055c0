/** The decimal places of test computations: enough for price × quantity × fee. */
const SCALE = 30;

/** Converts a decimal to an integer with a fixed scale, without code of the package. */
export function units(decimal: string | undefined): bigint {
  const [whole = "0", fraction = ""] = (decimal ?? "0").split(".");
  return BigInt(whole + fraction.padEnd(SCALE, "0"));
}

const ONE = 10n ** BigInt(SCALE);

/** Multiplies two amounts in units. Throws when the result is not exact. */
export function product(left: bigint, right: bigint): bigint {
  if ((left * right) % ONE !== 0n) throw new Error("the product does not fit");
  return (left * right) / ONE;
}

/** Divides `left` by `right` in units and rounds down to a multiple of `increment`. */
export const quotient = (left: bigint, right: bigint, increment: bigint): bigint =>
  ((left * ONE) / right / increment) * increment;
