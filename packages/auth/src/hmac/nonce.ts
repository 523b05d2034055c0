import { type CallContext, invalidInput } from "@cqvx/core";
import { TIMESTAMP_UNITS, type TimestampUnit } from "./timestamp-units.ts";

/** A growing nonce: a timestamp that is always greater than the one before. */
export interface Nonce {
  readonly unit: TimestampUnit;
  /** Returns the time in the nonce's unit, or the last nonce plus 1 when the time is not greater than it. */
  next(timestampMs: number): string;
}

/**
 * Creates a nonce for one API key. Everything that the key signs must take its numbers from the same nonce: pass it to
 * `hmacSigner` as `nonce`, and call `next` for each WebSocket frame.
 *
 * @param unit the `timestampUnit` of the dialect
 * @throws `invalidInput` naming `unit`
 */
export function createNonce(
  unit: TimestampUnit,
  call: CallContext = { venue: "auth", operation: "createNonce" },
): Nonce {
  if (!Object.hasOwn(TIMESTAMP_UNITS, unit)) {
    throw invalidInput(call, "unit", `must be one of ${Object.keys(TIMESTAMP_UNITS).join(", ")}`);
  }
  const toUnit = TIMESTAMP_UNITS[unit];
  let last = 0;
  return {
    unit,
    next(timestampMs) {
      const time = toUnit(timestampMs);
      last = time > last ? time : last + 1;
      return String(last);
    },
  };
}
