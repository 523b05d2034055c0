import { describe, expect, test, vi } from "vitest";
import type { StreamOptions, StreamState } from "../contract/subscription.ts";
import { VenueError } from "../errors/venue-error.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { createTestSubscriber, type TestSubscriber } from "../testdata/feeds/test-subscriber.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import type { DeliveryContext } from "./subscriber.ts";

const LOSS = { code: "GAP", reason: "expected message 4, got 6" };

const ENDED = new VenueError({
  kind: "notFound",
  venue: "testvenue",
  operation: "stream",
  code: "UNKNOWN_PRODUCT",
  reason: "the venue has left it out",
  sent: "yes",
});

interface Recorded extends TestSubscriber<string> {
  /** All calls of the caller's functions, in order. */
  readonly told: string[];
  readonly context: DeliveryContext;
}

function record(options: StreamOptions & { leave?: () => Promise<void> } = {}): Recorded {
  const told: string[] = [];
  let given: DeliveryContext | undefined;
  const onState = (state: StreamState): unknown => {
    told.push(state);
    return options.onState?.(state);
  };
  const test = createTestSubscriber<string>(
    (context) => {
      given = context;
      return { deliver: (item) => void told.push(item), stale: () => void told.push("last one again") };
    },
    { ...options, onState },
  );
  if (given === undefined) throw new Error("no delivery was made");
  return { ...test, told, context: given };
}

const THROWN: readonly unknown[] = [
  new Error("canary\r\nFAKE LOG LINE"),
  "text",
  undefined,
  null,
  5,
  Symbol("s"),
];

describe("the state", () => {
  test("is stale first, then live, stale, live and closed: each is reported once", () => {
    const { subscriber, told } = record();
    expect(subscriber.subscription.state).toBe("stale");
    const steps = [
      () => subscriber.stale(LOSS),
      () => subscriber.live(),
      () => subscriber.live(),
      () => subscriber.stale(LOSS),
      () => subscriber.stale(LOSS),
      () => subscriber.live(),
      () => subscriber.end(ENDED),
      () => subscriber.end(),
      () => subscriber.live(),
      () => subscriber.stale(LOSS),
      () => subscriber.deliver("item"),
    ];
    for (const step of steps) step();
    expect(told).toEqual(["live", "stale", "last one again", "live", "closed"]);
    expect(subscriber.subscription.state).toBe("closed");
  });

  test("is set before onState is called, and before anything else", () => {
    const states: string[] = [];
    const { subscriber, told } = record({
      onState: (state) => void states.push(`${state} ${subscriber.subscription.state}`),
    });
    subscriber.live();
    subscriber.deliver("first");
    subscriber.stale(LOSS);
    subscriber.end();
    expect(states).toEqual(["live live", "stale stale", "closed closed"]);
    expect(told).toEqual(["live", "first", "stale", "last one again", "closed"]);
  });
});

describe("ready", () => {
  test("resolves when it is live for the first time", async () => {
    const { subscriber } = record();
    const ready = vi.fn();
    const waiting = subscriber.ready.then(ready);
    await nextTurn();
    expect(ready).not.toHaveBeenCalled();
    subscriber.live();
    await waiting;
    subscriber.end(ENDED);
    await expect(subscriber.ready).resolves.toBeUndefined();
  });

  test("rejects with the error that ended it before, as an error of the called method", async () => {
    const { subscriber } = record();
    subscriber.end(ENDED);
    expect(await failureOf(subscriber.ready)).toMatchObject({
      kind: "notFound",
      code: "UNKNOWN_PRODUCT",
      operation: "subscribeTest",
      sent: "yes",
    });
  });

  test("rejects when the client is closed before it is live", async () => {
    const { subscriber } = record();
    subscriber.end();
    expect(await failureOf(subscriber.ready)).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED" });
  });

  test("is no unhandled rejection when nobody awaits it", async () => {
    using rejections = watchRejections();
    record().subscriber.end(ENDED);
    record().subscriber.end();
    void record().subscriber.subscription.close();
    expect(await rejections.seen()).toEqual([]);
  });
});

describe("closed", () => {
  test("names a close by the caller", async () => {
    const { subscription } = record().subscriber;
    await subscription.close();
    expect(await subscription.closed).toEqual({ reason: "closed" });
  });

  test("names the failure as an error of the called method, and a later close changes nothing", async () => {
    const { subscriber } = record();
    subscriber.live();
    subscriber.end(ENDED);
    await subscriber.subscription.close();
    const { reason, error } = await subscriber.subscription.closed;
    expect(reason).toBe("failed");
    expect(error?.message).toBe(
      "[testvenue subscribeTest] notFound UNKNOWN_PRODUCT: the venue has left it out",
    );
  });

  test("names the error of a delivery that gave up", async () => {
    const { subscriber, context, left } = record();
    subscriber.live();
    context.fail({ kind: "unavailable", code: "HANDLER_TOO_SLOW", reason: "too far behind" });
    const { reason, error } = await subscriber.subscription.closed;
    expect(reason).toBe("failed");
    expect(error).toMatchObject({
      kind: "unavailable",
      code: "HANDLER_TOO_SLOW",
      venue: "testvenue",
      operation: "subscribeTest",
    });
    expect(left()).toBe(1);
  });
});

describe("its stream at the venue", () => {
  test("is left once, for any kind and number of ends", async () => {
    const ends = [
      ({ subscriber }: Recorded) => subscriber.end(),
      ({ subscriber }: Recorded) => subscriber.end(ENDED),
      ({ subscriber }: Recorded) => void subscriber.subscription.close(),
      ({ context }: Recorded) => context.fail({ kind: "unavailable", reason: "r" }),
    ];
    for (const end of ends) {
      const recorded = record();
      const { subscription } = recorded.subscriber;
      end(recorded);
      expect(recorded.left()).toBe(1);
      await Promise.all([subscription.close(), subscription.close(), subscription[Symbol.asyncDispose]()]);
      expect(recorded.left()).toBe(1);
      expect(recorded.told).toEqual(["closed"]);
    }
  });

  test("is left when close resolves", async () => {
    let hasLeft = false;
    const { subscription } = record({
      leave: async () => {
        await nextTurn();
        hasLeft = true;
      },
    }).subscriber;
    await subscription.close();
    expect(hasLeft).toBe(true);
  });

  test("is no unhandled rejection when it cannot be left", async () => {
    using rejections = watchRejections();
    const { subscriber } = record({ leave: () => Promise.reject(new Error("no way out")) });
    subscriber.end(ENDED);
    expect(await rejections.seen()).toEqual([]);
  });
});

describe("W13: a callback that fails", () => {
  test.each(THROWN)("%o: thrown or rejected, is reported and changes nothing", async (thrown) => {
    using rejections = watchRejections();
    for (const fail of [
      () => {
        throw thrown;
      },
      () => Promise.reject(thrown),
    ]) {
      const onError = vi.fn();
      const { subscriber, told } = record({ onState: fail, onError });
      subscriber.live();
      subscriber.deliver("item");
      subscriber.end(ENDED);
      expect(await rejections.seen()).toEqual([]);
      expect(told).toEqual(["live", "item", "closed"]);
      expect(onError.mock.calls).toEqual([[thrown], [thrown]]);
      expect((await subscriber.subscription.closed).reason).toBe("failed");
    }
  });

  test.each(THROWN)("%o: is logged without an onError, or when onError fails too", async (thrown) => {
    using rejections = watchRejections();
    const fail = () => {
      throw thrown;
    };
    for (const onError of [undefined, fail, () => Promise.reject(thrown)]) {
      const { subscriber, logged } = record({ onState: fail, onError });
      subscriber.live();
      expect(await rejections.seen()).toEqual([]);
      expect(logged).toHaveLength(1);
      expect(logged[0]).toMatchObject({
        level: "error",
        fields: { venue: "testvenue", operation: "subscribeTest" },
      });
    }
  });

  test("is logged with a safe message, or with its type when it is no Error", () => {
    const messages = [
      [new RangeError("one\r\ntwo\u202e eyJhbGciOi.eyJzdWIi.c2ln"), "RangeError: one two  [redacted]"],
      [Object.assign(new Error("m"), { name: "a\nb" }), "a b: m"],
      [new Error("x".repeat(10_000)), `Error: ${"x".repeat(192)}…`],
      ["canaryvalue", "string"],
      [{ secret: "canaryvalue" }, "object"],
      [Object.defineProperty(new Error("m"), "message", { get: () => fail("no look") }), "unreadable"],
      [Object.assign(new Error("m"), { message: Symbol("s") }), "unreadable"],
    ] as const;
    for (const [thrown, error] of messages) {
      const { context, logged } = record();
      context.report(thrown);
      expect(logged[0]?.fields).toMatchObject({ error });
    }
  });
});

function fail(reason: string): never {
  throw new Error(reason);
}

describe("a close from within a callback", () => {
  test("onState live works: nothing is delivered after it", async () => {
    const { subscriber, told } = record({
      onState: (state) => {
        if (state === "live") void subscriber.subscription.close();
      },
    });
    subscriber.live();
    subscriber.deliver("item");
    expect(told).toEqual(["live", "closed"]);
    expect(await failureOf(subscriber.ready)).toMatchObject({ kind: "aborted" });
  });

  test("onState stale works", () => {
    const { subscriber, told } = record({
      onState: (state) => {
        if (state === "stale") void subscriber.subscription.close();
      },
    });
    subscriber.live();
    subscriber.stale(LOSS);
    subscriber.live();
    // The delivery reads the state closed.
    expect(told.filter((word) => word !== "last one again")).toEqual(["live", "stale", "closed"]);
  });

  test("onState closed changes nothing", async () => {
    const { subscriber, told, left } = record({
      onState: (state) => {
        if (state === "closed") void subscriber.subscription.close();
      },
    });
    subscriber.end(ENDED);
    expect(told).toEqual(["closed"]);
    expect(left()).toBe(1);
    expect((await subscriber.subscription.closed).reason).toBe("failed");
  });
});

test("the last loss is known, even before the stream is live", () => {
  const { subscriber } = record();
  expect(subscriber.lastLoss).toBeUndefined();
  subscriber.stale(LOSS);
  expect(subscriber.lastLoss).toBe(LOSS);
});
