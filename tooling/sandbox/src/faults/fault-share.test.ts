import { describe, expect, test } from "vitest";
import { createCoinbaseSandbox } from "../coinbase/coinbase-sandbox.ts";
import { BROKERAGE, ORIGIN } from "../testing/client.ts";
import type { Fault, FaultTarget } from "./fault.ts";
import { createFaultQueue, type FaultQueue } from "./fault-queue.ts";

const REQUEST = { method: "GET", path: "/time", query: "", headers: {}, body: "", client: "memory" };

function createQueue(...targets: readonly FaultTarget[]): FaultQueue {
  const queue = createFaultQueue();
  for (const target of targets) queue.add({ kind: "reset", ...target });
  return queue;
}

/** Returns the indexes, from 0, of the requests that fail. */
function struck(queue: FaultQueue, count: number, path = "/time"): number[] {
  const taken = Array.from({ length: count }, () => queue.take({ ...REQUEST, path }));
  return taken.flatMap((fault, request) => (fault === undefined ? [] : [request]));
}

describe("a fault with a share", () => {
  test("fails that share of the requests without end", () => {
    const queue = createQueue({ share: 0.1 });
    const count = struck(queue, 10_000).length;
    expect(count).toBeGreaterThan(900);
    expect(count).toBeLessThan(1_100);
    expect(queue.pending).toEqual([{ kind: "reset", share: 0.1 }]);
  });

  test("fails the same requests with the same seed, 1 by default, and others with another seed", () => {
    const first = struck(createQueue({ share: 0.3 }), 200);
    expect(struck(createQueue({ share: 0.3, seed: 1 }), 200)).toEqual(first);
    expect(struck(createQueue({ share: 0.3, seed: 2 }), 200)).not.toEqual(first);
  });

  test("starts from its seed again when it is added again", () => {
    const queue = createQueue({ share: 0.3 });
    const first = struck(queue, 50);
    queue.clear();
    queue.add({ kind: "reset", share: 0.3 });
    expect(struck(queue, 50)).toEqual(first);
  });

  test.each([
    [0, []],
    [1, [0, 1, 2, 3, 4]],
  ])("of %d fails the requests %j of five", (share, expected) => {
    expect(struck(createQueue({ share }), 5)).toEqual(expected);
  });

  test("counts failures against `times`, and ends after the last one", () => {
    const all = struck(createQueue({ share: 0.2 }), 100);
    const queue = createQueue({ share: 0.2, times: 3 });
    expect(struck(queue, 100)).toEqual(all.slice(0, 3));
    expect(queue.pending).toEqual([]);
  });

  test("draws only after the skipped requests", () => {
    const all = struck(createQueue({ share: 0.2 }), 100);
    expect(struck(createQueue({ share: 0.2, skip: 7 }), 107)).toEqual(all.map((request) => request + 7));
  });

  test("draws for no request that does not match", () => {
    const all = struck(createQueue({ share: 0.2 }), 100);
    const queue = createQueue({ share: 0.2, match: { path: "/time" } });
    expect(struck(queue, 500, "/elsewhere")).toEqual([]);
    expect(struck(queue, 100)).toEqual(all);
  });

  test("leaves the other requests to later faults", () => {
    const first = struck(createQueue({ share: 0.5 }), 20);
    const queue = createQueue({ share: 0.5 });
    queue.add({ kind: "hang", times: 20 });
    const kinds = Array.from({ length: 20 }, () => queue.take(REQUEST)?.kind);
    expect(kinds).toEqual(kinds.map((_, request) => (first.includes(request) ? "reset" : "hang")));
  });
});

test("a seed without a share has no effect: the next request fails, once", () => {
  expect(struck(createQueue({ seed: 5 }), 5)).toEqual([0]);
});

test("a venue fails a share of its answers, and gives the others unchanged", async () => {
  const sandbox = createCoinbaseSandbox({ rateLimits: false });
  const fault: Fault = { kind: "status", status: 503, share: 0.25, seed: 4, match: { path: "/time" } };
  sandbox.faults.add(fault);
  const statuses: number[] = [];
  for (let request = 0; request < 40; request++) {
    statuses.push((await sandbox.fetch(`${ORIGIN}${BROKERAGE}/time`)).status);
  }
  const expected = struck(createQueue({ share: 0.25, seed: 4 }), 40);
  expect(expected.length).toBeGreaterThan(0);
  expect(statuses).toEqual(statuses.map((_, request) => (expected.includes(request) ? 503 : 200)));
  expect((await sandbox.fetch(`${ORIGIN}${BROKERAGE}/market/products/BTC-USD`)).status).toBe(200);
});
