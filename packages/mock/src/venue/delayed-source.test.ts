import { expect, test } from "vitest";
import { defer } from "../testdata/deferred.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { createDelayedSource } from "./delayed-source.ts";

type Pool = Parameters<typeof createDelayedSource<string>>[0]["pool"];
type Member = Parameters<Pool["join"]>[1];

const MEMBER: Member = {
  live: () => {},
  stale: () => {},
  deliver: () => {},
  end: () => {},
};

function createLog(): { readonly calls: string[]; readonly pool: Pool } {
  const calls: string[] = [];
  const note =
    (what: string) =>
    (key: string): void =>
      void calls.push(`${what} ${key}`);
  const leave = note("leave");
  return { calls, pool: { join: note("join"), leave: async (key) => leave(key) } };
}

test("a feed is joined after the delay, and left again", async () => {
  const { calls, pool } = createLog();
  const arrival = defer<void>();
  const source = createDelayedSource({ pool, key: "BTC-USD" }, () => arrival.promise);
  source.pool.join(source.key, MEMBER);
  await nextTurn();
  expect(calls).toEqual([]);
  arrival.resolve();
  await nextTurn();
  await source.pool.leave(source.key, MEMBER);
  expect(calls).toEqual(["join BTC-USD", "leave BTC-USD"]);
});

test("a subscriber that leaves during the delay ends it and never joins", async () => {
  const { calls, pool } = createLog();
  const arrival = defer<void>();
  const source = createDelayedSource({ pool, key: "BTC-USD" }, (signal) => {
    signal.addEventListener("abort", () => arrival.resolve());
    return arrival.promise;
  });
  source.pool.join(source.key, MEMBER);
  await source.pool.leave(source.key, MEMBER);
  await nextTurn();
  expect(calls).toEqual([]);
});
