import { areEqual, type ExactDecimal, readExact } from "../exact-decimal.ts";

/** One number as the sandbox knows it and as each client reads it. */
export interface ReadNumber {
  /** What the sandbox knows; undefined where it has no such number. */
  readonly truth: unknown;
  readonly ours: string | undefined;
  /** `coinbase-api` hands on what the venue sends. */
  readonly coinbaseApi: string | undefined;
  /** `ccxt` has JavaScript's numbers. */
  readonly ccxt: number | undefined;
}

/** How ours compares with that of `coinbase-api`, and with that of `ccxt`. */
export type Verdicts = readonly [coinbaseApi: string, ccxt: string];

/** Farther apart than by a float's rounding, two numbers are different, and neither is the more exact. */
const ROUNDING = 1e-12;

/** Ours has to be the truth; then it is equal to theirs, or the more exact of both. */
export function compare({ truth, ours, coinbaseApi, ccxt }: ReadNumber): Verdicts {
  if (ours === undefined) {
    return [withoutOurs(coinbaseApi), withoutOurs(ccxt)];
  }
  const exact = readExact(ours);
  if (exact === undefined || !isWorth(exact, String(truth))) return ["ours is wrong", "ours is wrong"];
  return [againstText(exact, ours, coinbaseApi), againstNumber(exact, ours, ccxt)];
}

/** Every row of a table. */
export function compareAll<Name extends string>(
  rows: Readonly<Record<Name, ReadNumber>>,
): Readonly<Record<string, Verdicts>> {
  return Object.fromEntries(Object.entries<ReadNumber>(rows).map(([name, row]) => [name, compare(row)]));
}

function withoutOurs(theirs: string | number | undefined): string {
  return theirs === undefined ? "nobody has one" : "only theirs";
}

function isWorth(exact: ExactDecimal, text: string): boolean {
  const other = readExact(text);
  return other !== undefined && areEqual(exact, other);
}

function againstText(exact: ExactDecimal, ours: string, theirs: string | undefined): string {
  if (theirs === undefined) return "only ours";
  if (theirs === ours) return "same digits";
  return isWorth(exact, theirs) ? "same value" : "different";
}

/** A number is as exact as the decimal that it is written as. */
function againstNumber(exact: ExactDecimal, ours: string, theirs: number | undefined): string {
  if (theirs === undefined) return "only ours";
  if (isWorth(exact, String(theirs))) return Number(ours) === theirs ? "equal" : "different";
  const distance = Math.abs(Number(ours) - theirs);
  return distance <= Math.abs(theirs) * ROUNDING ? "ours is the more exact" : "different";
}
