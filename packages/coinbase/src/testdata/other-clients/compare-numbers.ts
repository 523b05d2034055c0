import { areEqual, type ExactDecimal, readExact } from "../exact-decimal.ts";

/** One number of the sandbox, and the readings of each client. */
export interface ReadNumber {
  /** The number of the sandbox. Undefined when it has none. */
  readonly truth: unknown;
  readonly ours: string | undefined;
  /** The text that `coinbase-api` passes on from the venue. */
  readonly coinbaseApi: string | undefined;
  /** The JavaScript number of `ccxt`. */
  readonly ccxt: number | undefined;
}

/** The comparison of our number with those of `coinbase-api` and `ccxt`. */
export type Verdicts = readonly [coinbaseApi: string, ccxt: string];

/** The largest relative rounding error of a float. Numbers that differ by more are different. */
const ROUNDING = 1e-12;

/** Compares our number with the others. Ours must equal the truth. */
export function compare({ truth, ours, coinbaseApi, ccxt }: ReadNumber): Verdicts {
  if (ours === undefined) {
    return [withoutOurs(coinbaseApi), withoutOurs(ccxt)];
  }
  const exact = readExact(ours);
  if (exact === undefined || !isWorth(exact, String(truth))) return ["ours is wrong", "ours is wrong"];
  return [againstText(exact, ours, coinbaseApi), againstNumber(exact, ours, ccxt)];
}

/** Compares every row of a table. */
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

/** Compares with a JavaScript number, by its shortest decimal. */
function againstNumber(exact: ExactDecimal, ours: string, theirs: number | undefined): string {
  if (theirs === undefined) return "only ours";
  if (isWorth(exact, String(theirs))) return Number(ours) === theirs ? "equal" : "different";
  const distance = Math.abs(Number(ours) - theirs);
  return distance <= Math.abs(theirs) * ROUNDING ? "ours is more exact" : "different";
}
