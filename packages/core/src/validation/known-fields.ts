import { type CallContext, invalidInput } from "../errors/invalid-input.ts";

/** The fields of `CallOptions`. */
export const CALL_OPTIONS: readonly string[] = ["signal", "timeoutMs"];

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
  if (!Object.keys(value).every((name) => known.includes(name))) {
    throw invalidInput(call, field, `has only the fields ${known.join(", ")}`);
  }
}
