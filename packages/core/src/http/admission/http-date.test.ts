import fc from "fast-check";
import { expect, test } from "vitest";
import { SEEDED } from "../../testdata/seeded.ts";
import { readHttpDate } from "./http-date.ts";

test("every date is read as it was written, to the second", () => {
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
])("%j is no date", (header) => {
  expect(readHttpDate(header)).toBeUndefined();
});
