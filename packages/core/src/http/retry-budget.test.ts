import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createResilientClient, OK, REFUSED, RESET } from "../testdata/clients/resilient-client.ts";
import { CANCEL_ORDER, GET_ACCOUNTS } from "../testdata/clients/test-client.ts";
import { type Answer, reply } from "../testdata/network/scripted-fetch.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { seededRandom } from "../testdata/seeded-random.ts";
import { createRetryBudget } from "./retry-budget.ts";

const SEEDS = [1, 2, 3] as const;

const UNAVAILABLE = reply(503);

/** Creates an answer that fails in a random way. */
const faultBy = (random: () => number): Answer => {
  const faults = [UNAVAILABLE, RESET, REFUSED, reply(500)];
  return (request) => (faults[Math.floor(random() * faults.length)] ?? UNAVAILABLE)(request);
};

describe("a retry budget", () => {
  test("starts with ten retries and gains a tenth of one per request", () => {
    const budget = createRetryBudget();
    const drain = (): number => {
      let retries = 0;
      for (; budget.has(); retries += 1) budget.spend();
      return retries;
    };
    expect(drain()).toBe(10);
    for (let request = 0; request < 9; request += 1) budget.deposit();
    expect(budget.has()).toBe(false);
    for (let request = 0; request < 2; request += 1) budget.deposit();
    expect(drain()).toBe(1);
    for (let request = 0; request < 1_000; request += 1) budget.deposit();
    expect(drain()).toBe(10);
  });

  test("allows at most ten retries and a tenth of the requests, in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 500 }), (steps) => {
        const budget = createRetryBudget();
        let [requests, retries] = [0, 0];
        for (const isRequest of steps) {
          if (isRequest) {
            requests += 1;
            budget.deposit();
          } else if (budget.has()) {
            retries += 1;
            budget.spend();
          }
          expect(retries).toBeLessThanOrEqual(10 + requests * 0.1 + 1e-9);
        }
      }),
      SEEDED,
    );
  });
});

describe("H15: in a total outage", () => {
  test.each(SEEDS)("a thousand sequential calls send at most 1,200 requests (seed %i)", async (seed) => {
    const random = seededRandom(seed);
    const answers = [faultBy(random)];
    const client = createResilientClient({ answers, random, config: { circuitBreaker: false } });
    for (let count = 0; count < 1_000; count += 1) {
      await client.run(count % 5 === 0 ? CANCEL_ORDER : GET_ACCOUNTS).catch(() => {});
    }
    expect(client.sent.length).toBeGreaterThan(1_000);
    expect(client.sent.length).toBeLessThanOrEqual(1_200);
  });

  test.each(SEEDS)("a thousand concurrent reads send at most 1,200 requests (seed %i)", async (seed) => {
    const random = seededRandom(seed);
    const answers = [faultBy(random)];
    const config = { circuitBreaker: false, retry: { attempts: 10 } } as const;
    const client = createResilientClient({ answers, random, config });
    const calls = Array.from({ length: 1_000 }, () => client.send(GET_ACCOUNTS));
    await client.clock.settle(Promise.allSettled(calls));
    expect(client.sent.length).toBeGreaterThanOrEqual(1_000);
    expect(client.sent.length).toBeLessThanOrEqual(1_200);
  });

  test.each(SEEDS)(
    "a thousand reads with the circuit breaker send fewer than 20 requests (seed %i)",
    async (seed) => {
      const random = seededRandom(seed);
      const client = createResilientClient({ answers: [faultBy(random)], random });
      for (let count = 0; count < 1_000; count += 1) {
        await client.run(GET_ACCOUNTS).catch(() => {});
        await client.clock.advance(10);
      }
      // Five requests open the circuit. Then it admits one probe per second or two, for ten seconds.
      expect(client.sent.length).toBeLessThan(20);
      expect(client.sent.length).toBeGreaterThanOrEqual(10);
    },
  );

  test.each(SEEDS)("all calls succeed again within five seconds after its end (seed %i)", async (seed) => {
    const random = seededRandom(seed);
    const fault = faultBy(random);
    let isDown = true;
    const answers: readonly Answer[] = [(request) => (isDown ? fault(request) : OK(request))];
    const client = createResilientClient({ answers, random });
    const failedAtMs: number[] = [];
    let healedAtMs = Number.POSITIVE_INFINITY;
    for (let count = 0; count < 1_000; count += 1) {
      if (count === 400) {
        isDown = false;
        healedAtMs = client.clock.monotonic();
      }
      await client.run(GET_ACCOUNTS).catch(() => void failedAtMs.push(client.clock.monotonic()));
      await client.clock.advance(20);
    }
    expect(failedAtMs.length).toBeGreaterThan(300);
    expect(Math.max(...failedAtMs)).toBeLessThanOrEqual(healedAtMs + 5_000);
  });
});

test("N8: at 5 % transient faults, 99.9 % of 20,000 reads succeed", { timeout: 60_000 }, async () => {
  const random = seededRandom(8);
  const faults = [UNAVAILABLE, RESET];
  const answers: readonly Answer[] = [
    (request) => (random() < 0.05 ? (faults[random() < 0.5 ? 0 : 1] ?? OK) : OK)(request),
  ];
  const client = createResilientClient({ answers, random });
  let failed = 0;
  for (let count = 0; count < 20_000; count += 1) {
    await client.run(GET_ACCOUNTS).catch(() => {
      failed += 1;
    });
  }
  expect(client.sent.length).toBeGreaterThan(20_500);
  expect(client.sent.length).toBeLessThan(21_500);
  expect(failed).toBeLessThanOrEqual(20);
});
