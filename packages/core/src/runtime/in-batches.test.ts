import { describe, expect, test } from "vitest";
import { type Deferred, defer } from "../testdata/deferred.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { inBatches } from "./in-batches.ts";

const count = (length: number): number[] => Array.from({ length }, (_none, index) => index + 1);

/** Batches whose results the test gives, named by their items: "1,2". */
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

describe("items in batches", () => {
  test.each<readonly [items: number, size: number, batches: readonly number[]]>([
    [0, 3, []],
    [1, 3, [1]],
    [3, 3, [3]],
    [4, 3, [3, 1]],
    [7, 3, [3, 3, 1]],
    [3, 1, [1, 1, 1]],
    [3, Number.MAX_SAFE_INTEGER, [3]],
  ])("%i items of which %d go together", async (items, size, batches) => {
    const seen: number[] = [];
    const results = await inBatches(count(items), { size, atOnce: 2 }, async (batch) => {
      seen.push(batch.length);
      return batch.map((item) => item * 10);
    });
    expect(seen).toEqual(batches);
    expect(results).toEqual(count(items).map((item) => item * 10));
  });

  test("give results in the order of the items, whichever batch is done first", async () => {
    const { work, finish } = createHeldWork();
    const results = inBatches(count(6), { size: 2, atOnce: 3 }, work);
    for (const name of ["5,6", "3,4", "1,2"]) await finish(name);
    expect(await results).toEqual(["done 1,2", "done 3,4", "done 5,6"]);
  });

  test("are under way in so many batches at once and no more", async () => {
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

  test("go on past a batch that hangs", async () => {
    const { work, finish, begun } = createHeldWork();
    const results = inBatches(count(4), { size: 1, atOnce: 2 }, work);
    for (const name of ["2", "3", "4"]) await finish(name);
    expect(begun()).toEqual(["1", "2", "3", "4"]);
    await finish("1");
    expect(await results).toEqual(["done 1", "done 2", "done 3", "done 4"]);
  });

  test("may have results of any number, in order", async () => {
    const results = await inBatches(count(4), { size: 2, atOnce: 5 }, async ([first = 0]) =>
      first === 1 ? [] : [first, first],
    );
    expect(results).toEqual([3, 3]);
  });

  test("reject with what a batch rejects with or throws", async () => {
    const { work, held } = createHeldWork();
    const rejected = inBatches(count(4), { size: 2, atOnce: 2 }, work);
    held.get("3,4")?.reject(new Error("refused"));
    await expect(rejected).rejects.toThrow("refused");
    const thrown = inBatches(count(1), { size: 2, atOnce: 2 }, () => {
      throw new Error("broken");
    });
    await expect(thrown).rejects.toThrow("broken");
  });

  test("are those of the moment: the list may change afterwards", async () => {
    const items = count(3);
    const results = inBatches(items, { size: 1, atOnce: 1 }, async (batch) => {
      await nextTurn();
      return batch;
    });
    items.splice(0);
    expect(await results).toEqual([1, 2, 3]);
  });
});
