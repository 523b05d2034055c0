import { expect, test, vi } from "vitest";
import { VenueError } from "../errors/venue-error.ts";
import type { FeedListener, FeedPool } from "../feeds/feed.ts";
import { createTestClient } from "../testdata/clients/test-client.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import { createSubscriptions } from "./subscriptions.ts";

interface TestPool extends FeedPool<string> {
  readonly members: FeedListener<string>[];
  readonly left: FeedListener<string>[];
}

function createTestPool(joined: (subscriber: FeedListener<string>) => void = () => {}): TestPool {
  const members: FeedListener<string>[] = [];
  const left: FeedListener<string>[] = [];
  return {
    members,
    left,
    join: (_key, subscriber) => {
      members.push(subscriber);
      joined(subscriber);
    },
    leave: async (_key, subscriber) => void left.push(subscriber),
  };
}

function createTestSubscriptions(pool: FeedPool<string>) {
  const { connection, clock } = createTestClient({});
  const subscriptions = createSubscriptions(connection.runtime.logger);
  const feed = { pool, key: "BTC-USD" };
  const delivery = () => ({ deliver: () => {} });
  return {
    subscriptions,
    clock,
    open: (timeoutMs?: number) =>
      connection.calls.run("subscribeTest", { timeoutMs }, (call) =>
        subscriptions.open(call, {}, feed, delivery),
      ),
  };
}

test("a feed that cannot be joined is left again, and the call fails as a fault of CQVX", async () => {
  const pool = createTestPool(() => {
    throw new TypeError("canaryvalue");
  });
  const { open, subscriptions } = createTestSubscriptions(pool);
  const error = await failureOf(open());
  expect(error.message).not.toContain("canaryvalue");
  expect(pool.left).toEqual(pool.members);
  expect(subscriptions.state()).toBe("idle");
});

test("a timeout names the last loss in one safe line", async () => {
  const pool = createTestPool((subscriber) => {
    subscriber.stale({ code: "MALFORMED", reason: "a\r\nFAKE LOG LINE\u202e eyJh.eyJz.c2ln" });
  });
  const { open, clock } = createTestSubscriptions(pool);
  const failure = failureOf(open(1_000));
  await clock.advance(1_000);
  expect(await failure).toMatchObject({
    kind: "timeout",
    code: "MALFORMED",
    reason: "the deadline passed; a FAKE LOG LINE  [redacted]",
  });
});

test("a loss does not replace another failure", async () => {
  const pool = createTestPool((subscriber) => {
    subscriber.stale({ code: "GAP", reason: "something was lost" });
    subscriber.end(
      new VenueError({ kind: "notFound", venue: "testvenue", operation: "stream", reason: "none" }),
    );
  });
  const { open } = createTestSubscriptions(pool);
  expect(await failureOf(open())).toMatchObject({
    kind: "notFound",
    reason: "none",
    operation: "subscribeTest",
  });
  expect(pool.left).toEqual(pool.members);
});

test("N9: a subscription that the venue ended is forgotten", async () => {
  const pool = createTestPool((subscriber) => subscriber.live());
  const { open, subscriptions } = createTestSubscriptions(pool);
  await Promise.all(Array.from({ length: 100 }, () => open()));
  expect(subscriptions.state()).toBe("live");
  for (const subscriber of pool.members) {
    subscriber.end(
      new VenueError({ kind: "notFound", venue: "testvenue", operation: "stream", reason: "none" }),
    );
  }
  expect(pool.left).toEqual(pool.members);
  expect(subscriptions.state()).toBe("idle");
  subscriptions.end();
  expect(pool.left).toHaveLength(100);
});

test("N10: a pool that fails to let go ends in no unhandled rejection", async () => {
  using rejections = watchRejections();
  const pool = createTestPool((subscriber) => subscriber.live());
  const leave = vi.fn(() => Promise.reject(new Error("no way out")));
  const { open, subscriptions } = createTestSubscriptions({ ...pool, leave });
  const { closed } = await open();
  subscriptions.end();
  expect(await closed).toEqual({ reason: "closed" });
  await nextTurn();
  expect(leave).toHaveBeenCalledTimes(1);
  expect(await rejections.seen()).toEqual([]);
});
