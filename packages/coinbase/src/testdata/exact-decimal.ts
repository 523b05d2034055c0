/** A decimal as digits and scale, independent of the code under test. */
export interface ExactDecimal {
  readonly digits: bigint;
  /** The number of decimal places. */
  readonly scale: number;
}

const DECIMAL = /^(-?)(\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/;

/** Reads a decimal such as ".5", "0.50" or "5e-1". Returns undefined for other text. */
export function readExact(text: string): ExactDecimal | undefined {
  const [, sign, whole = "", fraction = "", exponent = "0"] = DECIMAL.exec(text) ?? [];
  if (whole === "" && fraction === "") return undefined;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${sign}${whole}${fraction}`);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

function aligned(left: ExactDecimal, right: ExactDecimal): readonly [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  const align = ({ digits, scale: own }: ExactDecimal): bigint => digits * 10n ** BigInt(scale - own);
  return [align(left), align(right), scale];
}

export function areEqual(left: ExactDecimal, right: ExactDecimal): boolean {
  const [first, second] = aligned(left, right);
  return first === second;
}

export function sum(left: ExactDecimal, right: ExactDecimal): ExactDecimal {
  const [first, second, scale] = aligned(left, right);
  return { digits: first + second, scale };
}

export function negate({ digits, scale }: ExactDecimal): ExactDecimal {
  return { digits: -digits, scale };
}

export function product(left: ExactDecimal, right: ExactDecimal): ExactDecimal {
  return { digits: left.digits * right.digits, scale: left.scale + right.scale };
}
