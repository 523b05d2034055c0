import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { START_MS } from "../../testdata/clocks/manual-clock.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import { readHttpDate, readRetryAfter } from "./retry-after.ts";

const DAY_MS = 86_400_000;

describe("a Retry-After header", () => {
  test.each([
    ["0", 0],
    ["1", 1_000],
    ["1.5", 1_500],
    ["120", 120_000],
    [" 3 ", 3_000],
    ["86400", DAY_MS],
    ["999999999", DAY_MS],
    ["Thu, 01 Jan 2026 00:00:30 GMT", 30_000],
    ["Thursday, 01-Jan-26 00:00:30 GMT", 30_000],
    ["Wed, 31 Dec 2025 23:59:59 GMT", 0],
    ["Fri, 01 Jan 2027 00:00:00 GMT", DAY_MS],
  ])("%j asks for %i ms", (header, ms) => {
    expect(readRetryAfter(header, START_MS)).toBe(ms);
  });

  test.each([
    null,
    "",
    "-5",
    "+5",
    "soon",
    "5s",
    "5 seconds",
    "later 12",
    "a 5",
    "try again in May 2030",
    "1e9",
    "0x10",
    "NaN",
    "Infinity",
    "1.2345",
    "Thu, 99 Foo 2026 00:00:30 GMT",
    "1,2",
    "Thu Jan  1 00:00:30 2026",
    "Mon 5",
  ])("%j cannot be read", (header) => {
    expect(readRetryAfter(header, START_MS)).toBeUndefined();
  });

  test("with any text gives no wait or one of at most a day", () => {
    const word = fc.constantFrom("GMT", "Jan", "2026", "5", "-", ":", ",", " ", ".", "e", "00");
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const wait = readRetryAfter(words.join(""), START_MS) ?? 0;
        expect(wait >= 0 && wait <= DAY_MS).toBe(true);
      }),
      SEEDED,
    );
  });
});

describe("the date in a header", () => {
  test("is read to the second", () => {
    const seconds = fc.integer({ min: 0, max: 4_102_444_799 });
    fc.assert(
      fc.property(seconds, (epochSeconds) => {
        const header = new Date(epochSeconds * 1_000).toUTCString();
        expect(readHttpDate(header)).toBe(epochSeconds * 1_000);
      }),
      SEEDED,
    );
  });

  test.each([
    null,
    "",
    "now",
    "2026-01-01T00:00:00Z",
    "1767225600",
    "Thu, 01 Jan 2026 00:00:00",
    "Thu, 01 Jan 2026 00:00:00 CET",
    "Thu, 01 Jan 2026 25:00:00 GMT",
    "Thu, 99 Foo 2026 00:00:00 GMT",
    "Xyz, 01 Jan 2026 00:00:00 GMT",
    "Thu, 01 Jan 2026 00:00:00 GMT and more",
  ])("%j is not a date", (header) => {
    expect(readHttpDate(header)).toBeUndefined();
  });
});
