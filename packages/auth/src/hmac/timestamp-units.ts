/** The unit of a timestamp: whole seconds, milliseconds or microseconds since 1970. */
export type TimestampUnit = "seconds" | "milliseconds" | "microseconds";

/** Converts epoch milliseconds to an integer, by the name of the unit. */
export const TIMESTAMP_UNITS: Readonly<Record<TimestampUnit, (timestampMs: number) => number>> = {
  seconds: (timestampMs) => Math.floor(timestampMs / 1000),
  milliseconds: (timestampMs) => Math.floor(timestampMs),
  microseconds: (timestampMs) => Math.floor(timestampMs * 1000),
};
