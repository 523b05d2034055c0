/**
 * Decimals on a venue's grid, the multiples of an increment. All are in plain notation and not below zero. It is exact on
 * integers, as those who only check an order should not have to load a library.
 */

/** The two multiples of an increment between which a value lies; the value itself, as written, when it is one. */
export interface GridPosition {
  readonly below: string;
  readonly above: string;
}

/** Where a value lies on a grid. An increment of zero is none: every value is on it. */
export function locateOnGrid(value: string, increment: string): GridPosition {
  const scale = Math.max(scaleOf(value), scaleOf(increment));
  const [units, step] = [unitsOf(value, scale), unitsOf(increment, scale)];
  const rest = step === 0n ? 0n : units % step;
  if (rest === 0n) return { below: value, above: value };
  const below = units - rest;
  const write = (multiple: bigint): string => writeUnits(multiple, scale, scaleOf(increment));
  return { below: write(below), above: write(below + step) };
}

/** Whether a decimal is less than another by value, however they are written. */
export function isLess(left: string, right: string): boolean {
  const scale = Math.max(scaleOf(left), scaleOf(right));
  return unitsOf(left, scale) < unitsOf(right, scale);
}

/** The product of two decimals. */
export function multiply(left: string, right: string): string {
  const scale = scaleOf(left) + scaleOf(right);
  return writeUnits(unitsOf(left, scaleOf(left)) * unitsOf(right, scaleOf(right)), scale, scale);
}

/** Digits after the point. */
function scaleOf(decimal: string): number {
  return decimal.split(".")[1]?.length ?? 0;
}

function unitsOf(decimal: string, scale: number): bigint {
  const [whole = "", fraction = ""] = decimal.split(".");
  return BigInt(whole + fraction.padEnd(scale, "0"));
}

/** `units / 10 ** scale`, which has no more than `digits` digits after the point. */
function writeUnits(units: bigint, scale: number, digits: number): string {
  const text = String(units / 10n ** BigInt(scale - digits)).padStart(digits + 1, "0");
  const point = text.length - digits;
  return digits === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`;
}
