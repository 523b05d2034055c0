import type { VenueError, VenueErrorFields } from "@cqvx/core";
import { compareDecimals, isVenueError } from "@cqvx/core/in-memory";

const LONGEST_TEXT = 600;
const DECIMAL = /^\d+(?:\.\d+)?$/;

/** Throws what a runner shows: which promise was broken, with what was found. */
export function expectThat(isKept: boolean, promise: string, found?: unknown): asserts isKept {
  if (!isKept) throw violation(promise, found);
}

/** That two values are the same, or look the same as JSON. */
export function expectSame(found: unknown, wanted: unknown, what: string): void {
  if (found === wanted || toJson(found) === toJson(wanted)) return;
  throw Object.assign(violation(`${what} should be ${shorten(toJson(wanted))}`, found ?? "nothing"), {
    actual: found,
    expected: wanted,
  });
}

/** That an amount is there, is a decimal in plain notation, and has this value however it is written. */
export function expectAmount(found: string | undefined, wanted: string, what: string): void {
  expectDecimal(found, what);
  if (compareDecimals(found, wanted) !== 0) throw violation(`${what} should be worth ${wanted}`, found);
}

export function expectDecimal(found: unknown, what: string): asserts found is string {
  if (typeof found !== "string" || !DECIMAL.test(found))
    throw violation(`${what} should be a decimal string in plain notation`, found ?? "nothing");
}

/** That a call rejects with a `VenueError` that has these fields; gives it. */
export async function expectRejection(
  work: Promise<unknown>,
  wanted: Partial<VenueErrorFields>,
  what: string,
): Promise<VenueError> {
  const outcome = await work.then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!("error" in outcome)) throw violation(`${what} should be rejected`, outcome.value);
  const { error } = outcome;
  if (!isVenueError(error)) throw violation(`${what} should be rejected with a VenueError`, String(error));
  const found: Readonly<Record<string, unknown>> = { ...error.toJSON() };
  for (const [field, value] of Object.entries(wanted)) {
    expectSame(found[field], value, `${field} of the error of ${what} (${error.message})`);
  }
  return error;
}

function violation(promise: string, found?: unknown): Error {
  const error = new Error(found === undefined ? promise : `${promise}; found ${shorten(toJson(found))}`);
  error.name = "ContractViolation";
  return error;
}

/** Books are long. */
function shorten(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}

function toJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "bigint" ? String(part) : part,
  );
  return text ?? String(value);
}
