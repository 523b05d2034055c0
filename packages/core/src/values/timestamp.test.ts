import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Timestamp } from "../cqc/messages.ts";
import { SEEDED } from "../testdata/seeded.ts";
import {
  compareTimestamps,
  type EpochUnit,
  parseTimestamp,
  timestampFromEpoch,
  timestampFromMilliseconds,
  timestampToDate,
  timestampToIso,
  timestampToMilliseconds,
} from "./timestamp.ts";

const at = (seconds: string, nanos = 0): Timestamp => ({
  $typeName: "cqc.types.v1.Timestamp",
  seconds,
  nanos,
});

const isoOf = (text: string): string | undefined => {
  const time = parseTimestamp(text);
  return time === undefined ? undefined : timestampToIso(time);
};

describe("a date and time", () => {
  test.each([
    ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"],
    ["2026-01-02t03:04:05z", "2026-01-02T03:04:05Z"],
    ["2026-01-02 03:04:05", "2026-01-02T03:04:05Z"],
    ["2026-01-02T03:04:05", "2026-01-02T03:04:05Z"],
    ["2026-01-02T03:04:05 +00:00", "2026-01-02T03:04:05Z"],
    ["2026-01-02T03:04:05+00.00", "2026-01-02T03:04:05Z"],
    ["2026-01-02T03:04:05+02", "2026-01-02T01:04:05Z"],
    ["2026-01-02T03:04:05+0530", "2026-01-01T21:34:05Z"],
    ["2026-01-02T03:04:05-08:00", "2026-01-02T11:04:05Z"],
    ["2026-01-02T03:04:05.5-00:30", "2026-01-02T03:34:05.500Z"],
    ["2025-12-31T23:59:59.999999999-00:01", "2026-01-01T00:00:59.999999999Z"],
    ["2026-01-01T00:00:00+00:01", "2025-12-31T23:59:00Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
    ["2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"],
    ["1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"],
    ["0099-12-31T23:59:59Z", "0099-12-31T23:59:59Z"],
    ["9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"],
    ["2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"],
    ["2016-12-31T23:59:60.25Z", "2017-01-01T00:00:00.250Z"],
  ])("%s is %s", (text, iso) => {
    expect(isoOf(text)).toBe(iso);
  });

  test.each([
    "",
    "2026-01-02",
    "03:04:05",
    "2026-1-2T03:04:05Z",
    "2026-02-30T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z",
    "2026-04-31T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-10T00:00:00Z",
    "2026-01-00T00:00:00Z",
    "2026-01-02T24:00:00Z",
    "2026-01-02T23:60:00Z",
    "2026-01-02T23:59:61Z",
    "2026-01-02T03:04:05.Z",
    "2026-01-02T03:04:05,5Z",
    "2026-01-02T03:04:05X",
    "2026-01-02T03:04:05ZZ",
    "2026-01-02T03:04:05+24:00",
    "2026-01-02T03:04:05+05:60",
    "2026-01-02T03:04:05+05:99",
    "2026-01-02T03:04:05+5",
    "2026-01-02T03:04:05+05:",
    "02026-01-02T03:04:05Z",
    "-2026-01-02T03:04:05Z",
    "٢٠٢٦-01-02T03:04:05Z",
    "2026-01-02T03:04:05Z\n",
    "Fri, 02 Jan 2026 03:04:05 GMT",
    "1767323045",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+00:01",
    "9999-12-31T23:59:59-00:01",
    `2026-01-02T03:04:05.${"1".repeat(60)}Z`,
  ])("%j is not a time", (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  test("keeps up to nine digits of a second and cuts the rest", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 ** 12 - 1 }),
        fc.integer({ min: 1, max: 12 }),
        (digits, length) => {
          const fraction = String(digits).padStart(12, "0").slice(0, length);
          const time = parseTimestamp(`2026-01-02T03:04:05.${fraction}Z`);
          expect(time?.nanos).toBe(Number(fraction.padEnd(9, "0").slice(0, 9)));
          expect(time?.seconds).toBe("1767323045");
        },
      ),
      SEEDED,
    );
  });

  test("reads as the same time as Date, offsets included", () => {
    const moments = fc.date({
      min: new Date("0001-01-02T00:00:00Z"),
      max: new Date("9999-12-30T00:00:00Z"),
      noInvalidDate: true,
    });
    const offsets = fc.tuple(fc.constantFrom("+", "-"), fc.nat(23), fc.nat(59));
    fc.assert(
      fc.property(moments, offsets, (moment, [sign, hours, minutes]) => {
        const two = (number: number): string => String(number).padStart(2, "0");
        const local = `${moment.toISOString().slice(0, -1)}${sign}${two(hours)}:${two(minutes)}`;
        for (const text of [moment.toISOString(), local]) {
          const time = parseTimestamp(text);
          expect(time && timestampToDate(time)).toEqual(new Date(text));
        }
      }),
      SEEDED,
    );
  });
});

describe("epoch time", () => {
  test.each<[string | number | bigint, EpochUnit, string, number]>([
    ["1714000000", "s", "1714000000", 0],
    [1714000000, "s", "1714000000", 0],
    [1714000000n, "s", "1714000000", 0],
    ["1714000000.123", "s", "1714000000", 123_000_000],
    ["1714000000.1234567891", "s", "1714000000", 123_456_789],
    ["1714000000123", "ms", "1714000000", 123_000_000],
    ["1714000000123.5", "ms", "1714000000", 123_500_000],
    ["1714000000123456", "us", "1714000000", 123_456_000],
    ["1714000000123456789", "ns", "1714000000", 123_456_789],
    [1714000000123456789n, "ns", "1714000000", 123_456_789],
    ["1714000000123456789.9", "ns", "1714000000", 123_456_789],
    ["0", "s", "0", 0],
    ["-1", "s", "-1", 0],
    ["-0.5", "s", "-1", 500_000_000],
    ["-1500", "ms", "-2", 500_000_000],
    ["-1", "ns", "-1", 999_999_999],
  ])("%s %s", (epoch, unit, seconds, nanos) => {
    expect(timestampFromEpoch(epoch, unit)).toEqual(at(seconds, nanos));
  });

  test.each(["", " ", "1e9", "0x10", "NaN", "+1", "1.", ".5", "1 ", "1".repeat(21), "--1"])(
    "%j is not a time",
    (text) => {
      expect(timestampFromEpoch(text, "s")).toBeUndefined();
    },
  );

  test("a number outside the years 1 to 9999 is not a time, because its unit is a different one", () => {
    expect(timestampFromEpoch("1714000000123456789", "s")).toBeUndefined();
    expect(timestampFromEpoch("-99999999999999999999", "ms")).toBeUndefined();
    expect(timestampFromEpoch("253402300799", "s")).toEqual(at("253402300799"));
    expect(timestampFromEpoch("253402300800", "s")).toBeUndefined();
    expect(timestampFromEpoch(Number.NaN, "s")).toBeUndefined();
    expect(timestampFromEpoch(Number.POSITIVE_INFINITY, "s")).toBeUndefined();
  });

  test("the same moment in any unit is the same timestamp", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -62_135_596_800n, max: 253_402_300_799n }), (seconds) => {
        const expected = at(String(seconds));
        expect(timestampFromEpoch(seconds, "s")).toEqual(expected);
        expect(timestampFromEpoch(seconds * 1_000n, "ms")).toEqual(expected);
        expect(timestampFromEpoch(seconds * 1_000_000n, "us")).toEqual(expected);
        if (seconds < 90_000_000_000n) {
          expect(timestampFromEpoch(seconds * 1_000_000_000n, "ns")).toEqual(expected);
        }
      }),
      SEEDED,
    );
  });
});

describe("conversions", () => {
  test("milliseconds and dates convert and convert back, also before 1970", () => {
    const milliseconds = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
    fc.assert(
      fc.property(milliseconds, (ms) => {
        const time = timestampFromMilliseconds(ms);
        expect(time.nanos).toBeGreaterThanOrEqual(0);
        expect(timestampToMilliseconds(time)).toBe(ms);
        expect(timestampToDate(time).getTime()).toBe(ms);
        expect(parseTimestamp(timestampToIso(time))).toEqual(time);
      }),
      SEEDED,
    );
  });

  test("fractions of a millisecond are cut", () => {
    expect(timestampFromMilliseconds(1.9)).toEqual(at("0", 1_000_000));
    expect(timestampFromMilliseconds(-0.5)).toEqual(at("-1", 999_000_000));
    expect(timestampToMilliseconds(at("1", 999_999))).toBe(1000);
  });

  test.each([
    [0, "1970-01-01T00:00:01Z"],
    [100_000_000, "1970-01-01T00:00:01.100Z"],
    [120_000, "1970-01-01T00:00:01.000120Z"],
    [123_456_000, "1970-01-01T00:00:01.123456Z"],
    [1, "1970-01-01T00:00:01.000000001Z"],
    [123_456_789, "1970-01-01T00:00:01.123456789Z"],
  ])("%i ns are written with 0, 3, 6 or 9 digits", (nanos, iso) => {
    expect(timestampToIso(at("1", nanos))).toBe(iso);
  });

  test("formatted text reads as the same timestamp", () => {
    const seconds = fc.integer({ min: -62_135_596_800, max: 253_402_300_799 });
    fc.assert(
      fc.property(seconds, fc.nat(999_999_999), (whole, nanos) => {
        const time = at(String(whole), nanos);
        expect(parseTimestamp(timestampToIso(time))).toEqual(time);
      }),
      SEEDED,
    );
  });

  test("times compare by seconds, then by nanoseconds", () => {
    const times = [at("-2", 5), at("-1"), at("0", 1), at("0", 2), at("10"), at("9007199254740993")];
    expect([...times].reverse().sort(compareTimestamps)).toEqual(times);
    expect(compareTimestamps(at("5", 5), at("5", 5))).toBe(0);
  });
});
