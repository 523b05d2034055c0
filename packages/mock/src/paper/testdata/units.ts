/** Digits after the point with which tests reckon: enough for a price times a quantity times a fee. */
const SCALE = 30;

/** A decimal as a whole number of its smallest parts, reckoned without any code of the package. */
export function units(decimal: string | undefined): bigint {
  const [whole = "0", fraction = ""] = (decimal ?? "0").split(".");
  return BigInt(whole + fraction.padEnd(SCALE, "0"));
}

const ONE = 10n ** BigInt(SCALE);

/** The product of two amounts in units; it has to be exact. */
export function product(left: bigint, right: bigint): bigint {
  if ((left * right) % ONE !== 0n) throw new Error("the product does not fit");
  return (left * right) / ONE;
}

/** `left / right` in units, cut to a multiple of `increment`. */
export const quotient = (left: bigint, right: bigint, increment: bigint): bigint =>
  ((left * ONE) / right / increment) * increment;
