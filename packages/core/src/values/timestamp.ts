import type { Timestamp } from "../cqc/messages.ts";
import { unitsOf } from "./decimal.ts";

/**
 * A venue's date and time. It has 0 to 9 digits of a second; more are cut. It ends in "Z" or in an offset, with a colon or a
 * point. Without either it is UTC.
 */
const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?\s?(?:[Zz]|([+-])(\d\d)(?:[:.]?([0-5]\d))?)?$/;

const SECOND_NANOS = 1_000_000_000n;
const MAX_TEXT = 64;

/** The range of RFC 3339 in epoch seconds: from 0001-01-01 to the last second of 9999. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;

export type EpochUnit = "s" | "ms" | "us" | "ns";

/** The digits after the point at which each unit counts nanoseconds. */
const NANOSECOND_SCALE: Readonly<Record<EpochUnit, number>> = { s: 9, ms: 6, us: 3, ns: 0 };

const DECIMAL_EPOCH = /^-?\d{1,20}(?:\.\d{1,20})?$/;

/** Reads a date and time. Returns undefined when the text is not one. */
export function parseTimestamp(text: string): Timestamp | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const match = DATE_TIME.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = "", sign, offsetHours, offsetMinutes] = match;
  const fields = [year, month, day, hour, minute, second].map(Number);
  const utc = utcMilliseconds(fields);
  if (utc === undefined) return undefined;
  const offset = (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)) * (sign === "-" ? -1 : 1);
  if (Math.abs(offset) >= 24 * 60) return undefined;
  const nanos = Number(fraction.slice(0, 9).padEnd(9, "0"));
  return timestampInRange(utc / 1000 - offset * 60, nanos);
}

/** Returns epoch milliseconds in UTC, or undefined for a date that does not exist, such as 30 February. */
function utcMilliseconds(fields: readonly number[]): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  // 60 is a leap second: it reads as the first second of the next minute.
  if (!exists || hour > 23 || minute > 59 || second > 60) return undefined;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
}

/**
 * Reads epoch time in the given unit, with or without a fraction: "1714000000.123". Returns undefined when it is not a
 * number or is outside the years 1 to 9999.
 */
export function timestampFromEpoch(epoch: string | number | bigint, unit: EpochUnit): Timestamp | undefined {
  const text = String(epoch);
  if (!DECIMAL_EPOCH.test(text)) return undefined;
  const total = unitsOf(text, NANOSECOND_SCALE[unit]);
  const nanos = ((total % SECOND_NANOS) + SECOND_NANOS) % SECOND_NANOS;
  return timestampInRange((total - nanos) / SECOND_NANOS, Number(nanos));
}

export function timestampFromMilliseconds(milliseconds: number): Timestamp {
  const seconds = Math.floor(milliseconds / 1000);
  return timestamp(seconds, Math.floor(milliseconds - seconds * 1000) * 1_000_000);
}

/** Converts to epoch milliseconds. Digits below a millisecond are cut. */
export function timestampToMilliseconds(time: Timestamp): number {
  return Number(time.seconds) * 1000 + Math.floor(time.nanos / 1_000_000);
}

export function timestampToDate(time: Timestamp): Date {
  return new Date(timestampToMilliseconds(time));
}

/** Formats as RFC 3339 in UTC with 0, 3, 6 or 9 digits of a second: the fewest that lose nothing. */
export function timestampToIso(time: Timestamp): string {
  const whole = new Date(Number(time.seconds) * 1000).toISOString().slice(0, -5);
  const nanos = String(time.nanos).padStart(9, "0");
  const fraction = nanos.replace(/(?:000){1,3}$/, "");
  return fraction === "" ? `${whole}Z` : `${whole}.${fraction}Z`;
}

/** Compares two times: below 0 when `left` is earlier, 0 when they are equal, above 0 when it is later. */
export function compareTimestamps(left: Timestamp, right: Timestamp): number {
  return Number(left.seconds) - Number(right.seconds) || left.nanos - right.nanos;
}

function timestampInRange(seconds: number | bigint, nanos: number): Timestamp | undefined {
  return seconds < FIRST_SECOND || seconds > LAST_SECOND ? undefined : timestamp(seconds, nanos);
}

function timestamp(seconds: number | bigint, nanos: number): Timestamp {
  return { $typeName: "cqc.types.v1.Timestamp", seconds: String(seconds), nanos };
}
