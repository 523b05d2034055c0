import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";

/** The fields of `CallOptions`. */
export const CALL_OPTIONS: readonly string[] = ["signal", "timeoutMs"];

/** The pattern of a plausible field name. An error repeats only such a name, because any other key may be a secret. */
const WORDS = /^[a-z]{1,15}(?:[A-Z]{1,4}[a-z]{0,15}|_[a-z]{1,15}){0,3}$/;

/** Checks that an argument is an object with known fields only, so that a misspelt option is not silently ignored. */
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
  const named = WORDS.test(unknown) ? `has no ${unknown}` : "has an unknown field";
  throw invalidInput(call, field, `${named}: its fields are ${known.join(", ")}`);
}
