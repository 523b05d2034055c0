import { createCoinbaseClient } from "@cqvx/coinbase";
import { VenueError } from "@cqvx/core";
import { expect, test } from "vitest";
import type { Check } from "./check.ts";
import { CheckFailure } from "./check-failure.ts";
import { type ReadOnlyClient, toReadOnly } from "./read-only-client.ts";
import { writeOutcome, writeSummary } from "./report.ts";
import { type Outcome, runChecks } from "./run-checks.ts";

const client = toReadOnly(createCoinbaseClient({}, { logger: false }));

const fine: Check = { method: "health", timeoutMs: 60_000, run: async () => "very well" };

async function outcomesOf(
  checks: readonly Check[],
  to: ReadOnlyClient = client,
  stop: AbortSignal = new AbortController().signal,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for await (const outcome of runChecks(checks, to, "BTC-USD", stop)) outcomes.push(outcome);
  return outcomes;
}

test.each<[string, unknown]>([
  ["not as it should be", new CheckFailure("not as it should be")],
  [
    "[v getOrder] notFound: no order (id)",
    new VenueError({
      venue: "v",
      operation: "getOrder",
      kind: "notFound",
      reason: "no order 4d6a1c9e-2f0b-4b7e-9a39-0c1d2e3f4a5b",
    }),
  ],
  ["an error that is no VenueError: TypeError", new TypeError("the balance of 4711.08 is wrong")],
  ["an error that is no VenueError: string", "4711.08"],
])("a check that fails is told as %s, and those after it are tried", async (detail, error) => {
  const failing: Check = { ...fine, method: "getBalance", run: () => Promise.reject(error) };
  expect(await outcomesOf([failing, fine])).toMatchObject([
    { method: "getBalance", verdict: "failed", detail },
    { method: "health", verdict: "ok", detail: "very well" },
  ]);
});

test("a check that does not end is given up, its signal aborted, and those after it are tried", async () => {
  const signals: AbortSignal[] = [];
  const run: Check["run"] = (_client, { signal }) => {
    signals.push(signal);
    return new Promise(() => {});
  };
  const outcomes = await outcomesOf([{ ...fine, timeoutMs: 10, run }, fine]);
  expect(outcomes).toMatchObject([
    { verdict: "failed", detail: "not done within 0.01 s" },
    { verdict: "ok" },
  ]);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

test("an interruption ends the check that is running, and those after it are not tried", async () => {
  const stop = new AbortController();
  const run: Check["run"] = () => {
    stop.abort();
    return new Promise(() => {});
  };
  const outcomes = await outcomesOf([fine, { ...fine, run }, fine], client, stop.signal);
  expect(outcomes).toMatchObject([{ verdict: "ok" }, { verdict: "failed", detail: "interrupted" }]);
  expect(outcomes).toHaveLength(2);
});

test("a method that the venue does not have is not tried, and does not count as failed", async () => {
  const methods = { ...client.capabilities.methods, health: false };
  const lacking = { ...client, capabilities: { ...client.capabilities, methods } };
  const outcomes = await outcomesOf([fine], lacking);
  expect(outcomes.map((outcome) => writeOutcome("prime", outcome))).toEqual([
    "prime     health              not offered",
  ]);
  expect(writeSummary("prime", outcomes)).toBe("prime: 0 ok, 0 failed, 1 not offered");
});
