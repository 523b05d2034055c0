import type { TimeInput } from "../contract/new-order.ts";
import type { Timestamp } from "../cqc/messages.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { parseTimestamp, timestampFromEpoch } from "../values/timestamp.ts";

/** Reads a caller's time. Throws `invalidInput` with the field's name. */
export function checkTime(value: TimeInput, field: string, call: CallContext): Timestamp {
  const time = readTime(value);
  if (time === undefined)
    throw invalidInput(call, field, "must be a Timestamp, a valid Date or RFC 3339 text");
  return time;
}

function readTime(value: TimeInput): Timestamp | undefined {
  if (typeof value === "string") return parseTimestamp(value);
  if (value instanceof Date) return timestampFromEpoch(value.getTime(), "ms");
  const whole = typeof value === "object" && value !== null && /^-?\d{1,12}$/.test(String(value.seconds));
  const nanos = whole && Number.isInteger(value.nanos) && value.nanos >= 0 && value.nanos < 1_000_000_000;
  const time = nanos ? timestampFromEpoch(String(value.seconds), "s") : undefined;
  return time && { ...time, nanos: value.nanos };
}
