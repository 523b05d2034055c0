import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";

/** A range of numbers, with `from` and `to` included. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
  readonly whole?: boolean;
}

export function checkNumber(value: unknown, range: NumberRange, field: string, call: CallContext): number {
  const { from, to, whole = false } = range;
  if (typeof value !== "number" || !(value >= from && value <= to) || (whole && !Number.isInteger(value))) {
    const what = whole ? "a whole number" : "a number";
    throw invalidInput(call, field, `must be ${what} from ${from} to ${to}`);
  }
  return value;
}
