import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { START_MS } from "../../testdata/clocks/manual-clock.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import { createRateFeedbackReader } from "./rate-feedback.ts";

const LONGEST_MS = 15 * 60_000;
const START_SECONDS = START_MS / 1_000;

const read = (status: number, headers: Readonly<Record<string, string>>, draw = 0.5) =>
  createRateFeedbackReader(() => draw).read(status, new Headers(headers), START_MS);

describe("H12: the wait of a 429", () => {
  test.each<readonly [Readonly<Record<string, string>>, number]>([
    [{ "retry-after": "3" }, 3_000],
    [{ "retry-after": "0.25" }, 250],
    [{ "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" }, 30_000],
    [{ "retry-after": "999999999" }, LONGEST_MS],
    [{ "retry-after": "Sat, 01 Jan 2028 00:00:00 GMT" }, LONGEST_MS],
    [{ "x-ratelimit-reset": "7" }, 7_000],
    [{ "ratelimit-reset": "7" }, 7_000],
    [{ "x-ratelimit-reset": `${START_SECONDS + 9}` }, 9_000],
    [{ "x-ratelimit-reset": `${START_MS + 1_234}` }, 1_234],
    [{ "x-ratelimit-reset": "300, 300;w=60" }, 300_000],
    [{ "x-ratelimit-reset": "5;w=60" }, 5_000],
    [{ "x-ratelimit-reset": `${START_SECONDS + 1e6}` }, LONGEST_MS],
    [{ "retry-after": "2", "x-ratelimit-reset": "60" }, 2_000],
    [{ "retry-after": "soon", "x-ratelimit-reset": "60" }, 60_000],
  ])("is read from the headers %j", (headers, refusedForMs) => {
    expect(read(429, headers)).toEqual({ refusedForMs });
  });

  test.each([
    { "retry-after": "0" },
    { "retry-after": "-5" },
    { "retry-after": "1e9" },
    { "retry-after": "garbage" },
    { "retry-after": "Wed, 31 Dec 2025 23:59:59 GMT" },
    { "x-ratelimit-reset": "0" },
    { "x-ratelimit-reset": "-1" },
    { "x-ratelimit-reset": "garbage" },
    { "x-ratelimit-reset": `${START_SECONDS - 9}` },
    { "x-ratelimit-reset": "9999999999999999" },
    {},
  ])("is a random time of half a second to a second with the headers %j", (headers) => {
    expect(read(429, headers, 0)).toEqual({ refusedForMs: 500 });
    expect(read(429, headers, 0.5)).toEqual({ refusedForMs: 750 });
    expect(read(429, headers, 0.999_999).refusedForMs).toBeCloseTo(1_000, 2);
  });
});

describe("H13: 429s without a wait", () => {
  const readAgain = (reader: ReturnType<typeof createRateFeedbackReader>, status = 429, laterMs = 0) =>
    reader.read(status, new Headers(), START_MS + laterMs).refusedForMs;

  test("double the wait each time, up to about a minute", () => {
    const reader = createRateFeedbackReader(() => 0);
    const waits = Array.from({ length: 9 }, (_, index) => readAgain(reader, 429, index * 60_000));
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 32_000, 32_000]);
  });

  test("count as one while an earlier wait still runs", () => {
    const reader = createRateFeedbackReader(() => 0);
    expect([0, 0, 100, 499].map((laterMs) => readAgain(reader, 429, laterMs))).toEqual([500, 500, 400, 1]);
    expect(readAgain(reader, 429, 500)).toBe(1_000);
  });

  test("start at a second again after any other reply", () => {
    for (const status of [200, 404, 503]) {
      const reader = createRateFeedbackReader(() => 0);
      expect([readAgain(reader), readAgain(reader, 429, 1_000)]).toEqual([500, 1_000]);
      expect(readAgain(reader, status)).toBeUndefined();
      expect(readAgain(reader)).toBe(500);
    }
  });
});

describe("a reply with another status", () => {
  test.each<readonly [Readonly<Record<string, string>>, object]>([
    [
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "2" },
      { forMs: 2_000, limit: undefined },
    ],
    [
      {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": `${START_SECONDS + 1}`,
        "x-ratelimit-limit": "30",
      },
      { forMs: 1_000, limit: 30 },
    ],
    [
      { "ratelimit-remaining": "0", "ratelimit-reset": "2", "ratelimit-limit": "10, 10;w=1" },
      { forMs: 2_000, limit: 10 },
    ],
    [
      { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "86400" },
      { forMs: LONGEST_MS, limit: undefined },
    ],
  ])("and the headers %j reports an exhausted limit", (headers, exhausted) => {
    expect(read(200, headers)).toEqual({ exhausted });
  });

  test.each([
    {},
    { "x-ratelimit-remaining": "1", "x-ratelimit-reset": "2" },
    { "x-ratelimit-remaining": "0" },
    { "x-ratelimit-remaining": "", "x-ratelimit-reset": "2" },
    { "x-ratelimit-remaining": "none", "x-ratelimit-reset": "2" },
    { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "garbage" },
    { "retry-after": "30" },
  ])("and the headers %j gives no feedback", (headers) => {
    expect(read(200, headers)).toEqual({});
    expect(read(503, headers)).toEqual({});
  });
});

test("a wait is at most 15 minutes, and above zero after a 429, with any headers", () => {
  const value = fc.oneof(
    fc.integer({ min: -10, max: 1e15 }).map(String),
    fc.constantFrom("", "0", "1e9", "NaN", "Infinity", "1.5", "5, 5;w=1", "Thu, 01 Jan 2026 00:00:30 GMT"),
    fc.string({ unit: fc.constantFrom("0", "9", ".", ",", ";", " ", "-", "e", "w") }),
  );
  const names = ["retry-after", "x-ratelimit-reset", "x-ratelimit-remaining", "ratelimit-limit"] as const;
  const headers = fc.record(
    Object.fromEntries(names.map((name) => [name, value])) as Record<(typeof names)[number], typeof value>,
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(headers, fc.constantFrom(200, 429, 503), (given, status) => {
      const { refusedForMs, exhausted } = read(status, given);
      expect(refusedForMs !== undefined).toBe(status === 429);
      if (refusedForMs !== undefined) expect(refusedForMs > 0 && refusedForMs <= LONGEST_MS).toBe(true);
      if (exhausted !== undefined) {
        expect(exhausted.forMs >= 0 && exhausted.forMs <= LONGEST_MS).toBe(true);
      }
    }),
    SEEDED,
  );
});
