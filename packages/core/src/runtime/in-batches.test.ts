import { describe, expect, test } from "vitest";
import { type Deferred, defer } from "../testdata/deferred.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { inBatches } from "./in-batches.ts";

const count = (length: number): number[] => Array.from({ length }, (_none, index) => index + 1);

/** Creates work whose batches the test finishes. A batch is named by its items: "1,2". */
function createHeldWork() {
  const held = new Map<string, Deferred<readonly string[]>>();
  const work = (batch: readonly number[]): Promise<readonly string[]> => {
    const done = defer<readonly string[]>();
    held.set(batch.join(), done);
    return done.promise;
  };
  const finish = async (name: string): Promise<void> => {
    held.get(name)?.resolve([`done ${name}`]);
    await nextTurn();
  };
  return { work, finish, held, begun: () => [...held.keys()] };
}

describe("inBatches", () => {
  test.each<readonly [items: number, size: number, batches: readonly number[]]>([
    [0, 3, []],
    [1, 3, [1]],
    [3, 3, [3]],
    [4, 3, [3, 1]],
    [7, 3, [3, 3, 1]],
    [3, 1, [1, 1, 1]],
    [3, Number.MAX_SAFE_INTEGER, [3]],
  ])("splits %i items into batches of %d", async (items, size, batches) => {
    const seen: number[] = [];
    const results = await inBatches(count(items), { size, atOnce: 2 }, async (batch) => {
      seen.push(batch.length);
      return batch.map((item) => item * 10);
    });
    expect(seen).toEqual(batches);
    expect(results).toEqual(count(items).map((item) => item * 10));
  });

  test("returns results in the order of the items, in any order of finished batches", async () => {
    const { work, finish } = createHeldWork();
    const results = inBatches(count(6), { size: 2, atOnce: 3 }, work);
    for (const name of ["5,6", "3,4", "1,2"]) await finish(name);
    expect(await results).toEqual(["done 1,2", "done 3,4", "done 5,6"]);
  });

  test("runs at most `atOnce` batches at the same time", async () => {
    const { work, finish, begun } = createHeldWork();
    const results = inBatches(count(5), { size: 1, atOnce: 2 }, work);
    expect(begun()).toEqual(["1", "2"]);
    await finish("2");
    expect(begun()).toEqual(["1", "2", "3"]);
    await finish("3");
    await finish("1");
    expect(begun()).toEqual(["1", "2", "3", "4", "5"]);
    await finish("5");
    await finish("4");
    expect(await results).toHaveLength(5);
  });

  test("runs the other batches while one hangs", async () => {
    const { work, finish, begun } = createHeldWork();
    const results = inBatches(count(4), { size: 1, atOnce: 2 }, work);
    for (const name of ["2", "3", "4"]) await finish(name);
    expect(begun()).toEqual(["1", "2", "3", "4"]);
    await finish("1");
    expect(await results).toEqual(["done 1", "done 2", "done 3", "done 4"]);
  });

  test("allows any number of results per batch, in order", async () => {
    const results = await inBatches(count(4), { size: 2, atOnce: 5 }, async ([first = 0]) =>
      first === 1 ? [] : [first, first],
    );
    expect(results).toEqual([3, 3]);
  });

  test("rejects with the error of a batch", async () => {
    const { work, held } = createHeldWork();
    const rejected = inBatches(count(4), { size: 2, atOnce: 2 }, work);
    held.get("3,4")?.reject(new Error("refused"));
    await expect(rejected).rejects.toThrow("refused");
    const thrown = inBatches(count(1), { size: 2, atOnce: 2 }, () => {
      throw new Error("broken");
    });
    await expect(thrown).rejects.toThrow("broken");
  });

  test("reads the items at the call: later changes of the list have no effect", async () => {
    const items = count(3);
    const results = inBatches(items, { size: 1, atOnce: 1 }, async (batch) => {
      await nextTurn();
      return batch;
    });
    items.splice(0);
    expect(await results).toEqual([1, 2, 3]);
  });
});
