import { createCoinbaseClient } from "@cqvx/coinbase";
import { VenueError } from "@cqvx/core";
import { expect, test } from "vitest";
import type { Check } from "./check.ts";
import { CheckFailure } from "./check-failure.ts";
import { writeOutcome, writeSummary } from "./report.ts";
import { type Outcome, runChecks } from "./run-checks.ts";
import { type ReadOnlyClient, toReadOnly } from "./venues/read-only-client.ts";

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
  ["not a VenueError: TypeError", new TypeError("the balance of 4711.08 is wrong")],
  ["not a VenueError: string", "4711.08"],
])("reports a failed check as %s and runs the next ones", async (detail, error) => {
  const failing: Check = { ...fine, method: "getBalance", run: () => Promise.reject(error) };
  expect(await outcomesOf([failing, fine])).toMatchObject([
    { method: "getBalance", verdict: "failed", detail },
    { method: "health", verdict: "ok", detail: "very well" },
  ]);
});

test("aborts a check that takes too long and runs the next ones", async () => {
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

test("an interruption ends the running check and skips the next ones", async () => {
  const stop = new AbortController();
  const run: Check["run"] = () => {
    stop.abort();
    return new Promise(() => {});
  };
  const outcomes = await outcomesOf([fine, { ...fine, run }, fine], client, stop.signal);
  expect(outcomes).toMatchObject([{ verdict: "ok" }, { verdict: "failed", detail: "interrupted" }]);
  expect(outcomes).toHaveLength(2);
});

test("reports a method that the venue lacks as not offered", async () => {
  const methods = { ...client.capabilities.methods, health: false };
  const lacking = { ...client, capabilities: { ...client.capabilities, methods } };
  const outcomes = await outcomesOf([fine], lacking);
  expect(outcomes.map((outcome) => writeOutcome("prime", outcome))).toEqual([
    "prime     health              not offered",
  ]);
  expect(writeSummary("prime", outcomes)).toBe("prime: 0 ok, 0 failed, 1 not offered");
});
