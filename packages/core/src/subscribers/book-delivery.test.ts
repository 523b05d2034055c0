import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { type Deferred, defer } from "../testdata/deferred.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { createLatestDelivery } from "./book-delivery.ts";

test("a run starts at once", () => {
  const deliver = vi.fn();
  const run = createLatestDelivery(deliver, vi.fn());
  expect(deliver).not.toHaveBeenCalled();
  run();
  run();
  expect(deliver).toHaveBeenCalledTimes(2);
});

test("W14: any number of calls during a run leads to one more run", async () => {
  const works: Deferred[] = [];
  const deliver = vi.fn(() => {
    const work = defer();
    works.push(work);
    return work.promise;
  });
  const run = createLatestDelivery(deliver, vi.fn());
  for (let count = 0; count < 1_000; count++) run();
  expect(deliver).toHaveBeenCalledTimes(1);
  works[0]?.resolve();
  await nextTurn();
  expect(deliver).toHaveBeenCalledTimes(2);
  works[1]?.resolve();
  await nextTurn();
  expect(deliver).toHaveBeenCalledTimes(2);
  run();
  expect(deliver).toHaveBeenCalledTimes(3);
});

test("W13: a run that throws or rejects is reported, and the next run follows", async () => {
  const report = vi.fn();
  const deliver = vi
    .fn<() => void | Promise<void>>()
    .mockImplementationOnce(() => {
      throw "thrown";
    })
    .mockImplementationOnce(() => Promise.reject("rejected"));
  const run = createLatestDelivery(deliver, report);
  run();
  run();
  run();
  await nextTurn();
  expect(deliver).toHaveBeenCalledTimes(3);
  expect(report.mock.calls).toEqual([["thrown"], ["rejected"]]);
});

test("a run that calls for another finishes first", () => {
  const steps: string[] = [];
  let left = 3;
  const run = createLatestDelivery(() => {
    steps.push("begin");
    left -= 1;
    if (left > 0) run();
    steps.push("end");
  }, vi.fn());
  run();
  expect(steps).toEqual(["begin", "end", "begin", "end", "begin", "end"]);
});

test("an async run that calls for another before its first await stays alone", async () => {
  let running = 0;
  let most = 0;
  let left = 3;
  const run = createLatestDelivery(async () => {
    running += 1;
    most = Math.max(most, running);
    left -= 1;
    if (left > 0) run();
    await nextTurn();
    running -= 1;
  }, vi.fn());
  run();
  while (left > 0) await nextTurn();
  expect(most).toBe(1);
});

test("W14: during a run that never ends no other starts, and nothing piles up", () => {
  const deliver = vi.fn(() => new Promise<void>(() => {}));
  const run = createLatestDelivery(deliver, vi.fn());
  for (let count = 0; count < 100_000; count++) run();
  expect(deliver).toHaveBeenCalledTimes(1);
});

test("any handler has one run at a time, no older item after a newer one, and the last item in the end", async () => {
  const kinds = fc.constantFrom("sync", "async", "slow", "throws", "rejects");
  const steps = fc.array(fc.tuple(kinds, fc.boolean()), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      let latest = 0;
      let running = 0;
      let calls = 0;
      const seen: number[] = [];
      const run = createLatestDelivery(() => {
        const [kind] = script[calls++ % script.length] ?? ["sync"];
        seen.push(latest);
        expect(++running).toBe(1);
        const end = (): void => void running--;
        if (kind === "async") return Promise.resolve().then(end);
        if (kind === "slow") return nextTurn().then(end);
        end();
        if (kind === "throws") throw kind;
        return kind === "rejects" ? Promise.reject(kind) : undefined;
      }, vi.fn());
      for (const [, waits] of script) {
        latest += 1;
        run();
        if (waits) await nextTurn();
      }
      for (let turn = 0; turn < 3; turn++) await nextTurn();
      expect(seen).toEqual([...seen].sort((left, right) => left - right));
      expect(seen.at(-1)).toBe(script.length);
    }),
    { ...SEEDED, numRuns: 100 },
  );
});
