import { hasRedisServer, OVER_REDIS } from "@cqvx/redis-server";
import { describe, expect, test } from "vitest";
import { reportFleet } from "./report-fleet.ts";
import { type FleetRun, runFleet } from "./run-fleet.ts";

/** A small fleet. Eight processes, Redis and the venue share a busy machine, so requests can be sent late. */
const SMALL = { processes: 8, requests: 300, rate: 50, marginMs: 150 };

describe.skipIf(!hasRedisServer)(`a fleet of 8 processes ${OVER_REDIS}`, () => {
  test("is never refused at full load by a venue that counts every second", {
    timeout: 120_000,
  }, async () => {
    const { refused, failures, answeredAt } = await runFleet(SMALL);
    expect({ refused, failures, answered: answeredAt.length }).toEqual({
      refused: 0,
      failures: {},
      answered: SMALL.requests,
    });
  });

  test.each(["stop", "pause"] as const)(
    "is not refused when Redis fails for a while (%s)",
    { timeout: 120_000 },
    async (kind) => {
      const run = await runFleet({ ...SMALL, outage: { kind, ms: 2_000 } });
      const { refused, failures, answeredAt } = run;
      expect({ refused, failures, answered: answeredAt.length }).toEqual({
        refused: 0,
        failures: {},
        answered: SMALL.requests,
      });
    },
  );
});

describe("the report of a fleet", () => {
  /** A run with 50 answers a second for 20 s. */
  const steady: FleetRun = {
    ...SMALL,
    requests: 1_000,
    refused: 0,
    failures: {},
    startedAt: 0,
    backAt: undefined,
    answeredAt: Array.from({ length: 1_000 }, (_, index) => (index + 1) * 20),
  };
  const outage = { kind: "stop", ms: 3_000 } as const;

  test("is valid when the limit was used and no request was refused", () => {
    const { isValid, lines } = reportFleet(steady);
    expect(isValid).toBe(true);
    expect(lines).toContain("of the limit     100.0 %");
  });

  test.each<readonly [string, Partial<FleetRun>]>([
    ["one refusal", { refused: 1 }],
    ["one failure", { failures: { timeout: 1 } }],
    ["less than 95 % of the limit", { answeredAt: steady.answeredAt.map((at) => at * 1.1) }],
    [
      "no full rate within five seconds after Redis returned",
      { outage, backAt: 0, answeredAt: steady.answeredAt.map((at) => at + 6_000) },
    ],
    ["no answer after Redis returned", { outage, backAt: 30_000 }],
  ])("is not valid with %s", (_, change) => {
    expect(reportFleet({ ...steady, ...change }).isValid).toBe(false);
  });

  test("reports when the full rate was reached again", () => {
    const late = steady.answeredAt.map((at) => (at < 5_000 ? at : at + 2_000));
    const { isValid, lines } = reportFleet({ ...steady, outage, backAt: 4_990, answeredAt: late });
    expect(isValid).toBe(true);
    expect(lines).toContain("outage (stop) of 3000 ms; full rate again 2.0 s after Redis returned");
  });
});
