import { describe, expect, test } from "vitest";
import { createTestClient } from "../../testdata/clients/test-client.ts";
import { type Deferred, defer } from "../../testdata/deferred.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { nextTurn } from "../../testdata/next-turn.ts";
import { createTurns } from "./take-turns.ts";

/** Creates turns for the calls of a client. The test finishes the work of each turn. */
function createTestTurns() {
  const { connection, clock } = createTestClient({});
  const turns = createTurns();
  const started: string[] = [];
  const work: Record<string, Deferred<string>> = {};
  const take = (name: string, key: string, options: object = {}): Promise<string> => {
    const done = defer<string>();
    work[name] = done;
    const taking = connection.calls.run("testCall", options, (call) =>
      turns.take(key, call, () => {
        started.push(name);
        return done.promise;
      }),
    );
    taking.catch(() => {});
    return taking;
  };
  const finish = async (name: string): Promise<void> => {
    work[name]?.resolve(name);
    await nextTurn();
  };
  return { take, finish, started, work, clock };
}

describe("turns", () => {
  test("of one key run one at a time, in the order of their requests", async () => {
    const { take, finish, started } = createTestTurns();
    const all = ["a", "b", "c"].map((name) => take(name, "key"));
    await nextTurn();
    expect(started).toEqual(["a"]);
    for (const name of ["c", "b"]) await finish(name);
    expect(started).toEqual(["a"]);
    await finish("a");
    expect(await Promise.all(all)).toEqual(["a", "b", "c"]);
    expect(started).toEqual(["a", "b", "c"]);
  });

  test("of different keys do not wait for each other", async () => {
    const { take, finish, started } = createTestTurns();
    void take("a", "key");
    const other = take("b", "other");
    await finish("b");
    expect(await other).toBe("b");
    expect(started).toEqual(["a", "b"]);
  });

  test("reject when their work rejects, and the next turn still runs", async () => {
    const { take, finish, work } = createTestTurns();
    const failing = take("a", "key");
    const next = take("b", "key");
    await nextTurn();
    const broken = new Error("broken");
    work.a?.reject(broken);
    await expect(failing).rejects.toMatchObject({ kind: "malformed", code: "INTERNAL" });
    await finish("b");
    expect(await next).toBe("b");
  });

  test("are skipped after their timeout, and later turns still wait for earlier ones", async () => {
    const { take, finish, started, clock } = createTestTurns();
    void take("a", "key");
    const impatient = failureOf(take("b", "key", { timeoutMs: 100 }));
    const last = take("c", "key");
    await nextTurn();
    await clock.advance(100);
    expect(await impatient).toMatchObject({ kind: "timeout", sent: "no", operation: "testCall" });
    expect(started).toEqual(["a"]);
    await finish("a");
    await finish("c");
    expect(await last).toBe("c");
    expect(started).toEqual(["a", "c"]);
  });

  test("begin at once when no other turn runs or waits", async () => {
    const { take, finish, started } = createTestTurns();
    const first = take("a", "key");
    await finish("a");
    expect(await first).toBe("a");
    const second = take("b", "key");
    await nextTurn();
    expect(started).toEqual(["a", "b"]);
    await finish("b");
    expect(await second).toBe("b");
  });
});
