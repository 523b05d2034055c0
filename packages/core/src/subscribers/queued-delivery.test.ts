import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { defer } from "../testdata/deferred.ts";
import { ORDER } from "../testdata/messages.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { copyMessage, createQueuedDelivery, type QueuedDeliveryOptions } from "./queued-delivery.ts";

interface Item {
  readonly number: number;
}

interface Queue {
  readonly push: (items: readonly Item[]) => void;
  readonly reports: unknown[];
  overflows: number;
  hasEnded: boolean;
}

function queueTo(handle: QueuedDeliveryOptions<Item>["handle"], limit = 100): Queue {
  const reports: unknown[] = [];
  const queue: Queue = {
    reports,
    overflows: 0,
    hasEnded: false,
    push: createQueuedDelivery<Item>({
      handle,
      limit,
      hasEnded: () => queue.hasEnded,
      report: (error) => void reports.push(error),
      overflow: () => {
        queue.overflows += 1;
        queue.hasEnded = true;
      },
    }),
  };
  return queue;
}

const items = (from: number, to: number): Item[] =>
  Array.from({ length: to - from }, (_, index) => ({ number: from + index }));

const numbers = (from: number, to: number): number[] => items(from, to).map(({ number }) => number);

async function until(isDone: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !isDone(); turn++) await nextTurn();
}

test("a synchronous handler gets each item at once, in order", () => {
  const seen: number[] = [];
  const { push } = queueTo(({ number }) => void seen.push(number));
  push(items(0, 3));
  push([]);
  push(items(3, 5));
  expect(seen).toEqual(numbers(0, 5));
});

test("W13: an error or a rejection loses no other item", async () => {
  const seen: number[] = [];
  const queue = queueTo(({ number }) => {
    seen.push(number);
    if (number === 1) throw "thrown";
    return number === 3 ? Promise.reject("rejected") : undefined;
  });
  queue.push(items(0, 6));
  await until(() => seen.length === 6);
  expect(seen).toEqual(numbers(0, 6));
  expect(queue.reports).toEqual(["thrown", "rejected"]);
});

test("items that a handler adds come after the waiting ones", () => {
  const seen: string[] = [];
  const queue = queueTo(({ number }) => {
    seen.push(`begin ${number}`);
    if (number === 0) queue.push(items(10, 12));
    seen.push(`end ${number}`);
  });
  queue.push(items(0, 2));
  expect(seen).toEqual([0, 1, 10, 11].flatMap((number) => [`begin ${number}`, `end ${number}`]));
});

describe("a bound", () => {
  test("applies to waiting items, without the one at work", () => {
    const handle = vi.fn(() => new Promise<void>(() => {}));
    const queue = queueTo(handle, 10);
    queue.push(items(0, 11));
    expect(queue.overflows).toBe(0);
    queue.push(items(11, 12));
    expect(queue.overflows).toBe(1);
    expect(handle).toHaveBeenCalledTimes(1);
  });

  test("does not count items that were handed over", async () => {
    let handled = 0;
    const queue = queueTo(async () => {
      handled += 1;
      await nextTurn();
    }, 10);
    for (let round = 0; round < 50; round++) {
      queue.push(items(0, 5));
      await until(() => handled === (round + 1) * 5);
    }
    expect(queue.overflows).toBe(0);
  });

  test("does not limit a handler that keeps up", () => {
    const handle = vi.fn();
    const queue = queueTo(handle, 10);
    queue.push(items(0, 1_000));
    expect(handle).toHaveBeenCalledTimes(1_000);
    expect(queue.overflows).toBe(0);
  });

  test("ends the delivery once it is exceeded, and drops the waiting items", async () => {
    const work = defer();
    const handle = vi.fn(() => work.promise);
    const queue = queueTo(handle, 10);
    queue.push(items(0, 100));
    queue.push(items(100, 200));
    work.resolve();
    await nextTurn();
    expect(handle).toHaveBeenCalledTimes(1);
    expect(queue.overflows).toBe(1);
  });
});

test("nothing is handed over after the end, even in the middle", () => {
  const seen: number[] = [];
  const queue = queueTo(({ number }) => {
    seen.push(number);
    if (number === 2) queue.hasEnded = true;
  });
  queue.push(items(0, 10));
  queue.push(items(10, 20));
  expect(seen).toEqual([0, 1, 2]);
});

test("W14: the cost of an item does not grow with the queue", async () => {
  const work = defer();
  let handled = 0;
  const queue = queueTo(() => {
    handled += 1;
    return handled === 1 ? work.promise : Promise.resolve();
  }, 200_000);
  queue.push(items(0, 200_000));
  const started = performance.now();
  work.resolve();
  await until(() => handled === 200_000);
  expect(handled).toBe(200_000);
  // Takes about 100 ms. Moving the other items for each one would take a minute.
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("each item is handed over once, in order, one at a time, for any handler", async () => {
  const kinds = fc.constantFrom("sync", "async", "slow", "throws", "rejects");
  const script = fc.array(fc.tuple(fc.nat(5), kinds, fc.boolean()), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(script, async (pushes) => {
      const seen: number[] = [];
      let running = 0;
      const queue = queueTo(({ number }) => {
        const [, kind] = pushes[number % pushes.length] ?? [0, "sync"];
        seen.push(number);
        expect(++running).toBe(1);
        const end = (): void => void running--;
        if (kind === "async") return Promise.resolve().then(end);
        if (kind === "slow") return nextTurn().then(end);
        end();
        if (kind === "throws") throw kind;
        return kind === "rejects" ? Promise.reject(kind) : undefined;
      }, 1_000);
      let sent = 0;
      for (const [count, , waits] of pushes) {
        queue.push(items(sent, sent + count));
        sent += count;
        if (waits) await nextTurn();
      }
      await until(() => seen.length === sent && running === 0);
      expect(seen).toEqual(numbers(0, sent));
    }),
    { ...SEEDED, numRuns: 100 },
  );
});

test("a copied message is equal, and changes to the copy or its times leave the message alone", () => {
  const before = structuredClone(ORDER);
  const copy = copyMessage(ORDER);
  expect(copy).toEqual(ORDER);
  copy.symbol = "ETH-USD";
  if (copy.createdTime !== undefined) copy.createdTime.seconds = "1";
  expect(copy.createdTime).not.toEqual(ORDER.createdTime);
  expect(ORDER).toEqual(before);
});
