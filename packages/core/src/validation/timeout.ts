import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";

/** The longest delay of a timer in JavaScript. */
const LONGEST_MS = 2_147_483_647;

export function checkTimeoutMs(value: unknown, call: CallContext): number {
  if (typeof value !== "number" || !(value > 0) || value > LONGEST_MS) {
    throw invalidInput(call, "timeoutMs", "must be a number of milliseconds above zero");
  }
  return value;
}
