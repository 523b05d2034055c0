/**
 * Exact arithmetic on decimals in plain notation, such as "-0.10". A decimal is an integer of units at a scale, the number
 * of digits after the point: "-0.10" is -10 units at scale 2. A result of zero has no minus sign.
 */

/** Digits with or without a point. ".5" and "5." are decimals too; an exponent is not, see `normalizeDecimal`. */
const DECIMAL = /^-?(?:\d+\.?\d*|\.\d+)$/;

/** Adds decimals. The sum has the digits after the point of the longest of them. */
export function sumDecimals(first: string, ...others: readonly string[]): string {
  if (others.length === 0) return first;
  const scale = others.reduce((longest, other) => Math.max(longest, scaleOf(other)), scaleOf(first));
  const units = others.reduce((sum, other) => sum + unitsOf(other, scale), unitsOf(first, scale));
  return writeUnits(units, scale);
}

/** Subtracts `right` from `left`. The difference has the digits after the point of the longer one. */
export function subtractDecimals(left: string, right: string): string {
  const scale = longerScale(left, right);
  return writeUnits(unitsOf(left, scale) - unitsOf(right, scale), scale);
}

/** Multiplies two decimals. The product has the digits after the point of both together. */
export function multiply(left: string, right: string): string {
  const [leftScale, rightScale] = [scaleOf(left), scaleOf(right)];
  return writeUnits(unitsOf(left, leftScale) * unitsOf(right, rightScale), leftScale + rightScale);
}

/**
 * Divides `left` by `right` and cuts the quotient, without rounding, after `scale` digits. The quotient has no zeros at
 * its end. Undefined when `right` is zero.
 */
export function divideDecimals(left: string, right: string, scale: number): string | undefined {
  const common = longerScale(left, right);
  const divisor = unitsOf(right, common);
  if (divisor === 0n) return undefined;
  const quotient = writeUnits((unitsOf(left, common) * 10n ** BigInt(scale)) / divisor, scale);
  return scale === 0 ? quotient : quotient.replace(/\.?0+$/, "");
}

/** Compares by value: -1 when `left` is less than `right`, 0 when they are equal, 1 when it is more. */
export function compareDecimals(left: string, right: string): number {
  const scale = longerScale(left, right);
  const [leftUnits, rightUnits] = [unitsOf(left, scale), unitsOf(right, scale)];
  return leftUnits < rightUnits ? -1 : leftUnits > rightUnits ? 1 : 0;
}

/** True when `left` is less than `right` by value. */
export function isLess(left: string, right: string): boolean {
  return compareDecimals(left, right) < 0;
}

/** The two neighbouring multiples of an increment that enclose a value. A value that is a multiple is both, as written. */
export interface GridPosition {
  readonly below: string;
  readonly above: string;
}

/** Finds the multiples of an increment next to a value of zero or more. With an increment of zero, every value is one. */
export function locateOnGrid(value: string, increment: string): GridPosition {
  const scale = longerScale(value, increment);
  const [units, step] = [unitsOf(value, scale), unitsOf(increment, scale)];
  const rest = step === 0n ? 0n : units % step;
  if (rest === 0n) return { below: value, above: value };
  const digits = scaleOf(increment);
  const write = (multiple: bigint): string => writeUnits(multiple / 10n ** BigInt(scale - digits), digits);
  return { below: write(units - rest), above: write(units - rest + step) };
}

/**
 * Gives a decimal as an integer of units, `10 ** -scale` each. Digits beyond the scale are cut.
 *
 * @throws RangeError when the text is not a decimal in plain notation
 */
export function unitsOf(decimal: string, scale: number): bigint {
  if (!DECIMAL.test(decimal)) throw new RangeError("not a plain decimal");
  const digits = decimal.replace(".", "");
  const missing = scale - scaleOf(decimal);
  return missing < 0 ? BigInt(digits) / 10n ** BigInt(-missing) : BigInt(digits + "0".repeat(missing));
}

/** Counts the digits after the point. */
function scaleOf(decimal: string): number {
  const point = decimal.indexOf(".");
  return point < 0 ? 0 : decimal.length - point - 1;
}

function longerScale(left: string, right: string): number {
  return Math.max(scaleOf(left), scaleOf(right));
}

function writeUnits(units: bigint, scale: number): string {
  if (scale === 0) return String(units);
  const isNegative = units < 0n;
  const digits = String(isNegative ? -units : units).padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${isNegative ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}
