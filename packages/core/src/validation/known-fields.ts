import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";

/** The fields of `CallOptions`. */
export const CALL_OPTIONS: readonly string[] = ["signal", "timeoutMs"];

/** A misspelt name reads like this; a secret that slipped into the place of one does not, and is not repeated. */
const WORDS = /^[a-z]{1,15}(?:[A-Z]{1,4}[a-z]{0,15}|_[a-z]{1,15}){0,3}$/;

/** Checks that an argument is an object without other fields than these: a misspelt option must not turn into its default. */
export function checkKnownFields(
  value: unknown,
  known: readonly string[],
  field: string,
  call: CallContext,
): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalidInput(call, field, "must be an object");
  }
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const named = WORDS.test(unknown) ? `has no ${unknown}` : "has a field that it does not know";
  throw invalidInput(call, field, `${named}: its fields are ${known.join(", ")}`);
}
