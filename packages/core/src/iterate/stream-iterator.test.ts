import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import type { StreamOptions } from "../contract/subscription.ts";
import { VenueError } from "../errors/venue-error.ts";
import { defer } from "../testdata/deferred.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { createFakeStreams, type FakeStreamBehaviour } from "../testdata/streams/fake-streams.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import { createStreamIterator, type StreamIterator } from "./stream-iterator.ts";

type Handler = (item: string) => void | Promise<void>;

const DONE = { done: true, value: undefined };
const FAILED = new VenueError({
  kind: "unavailable",
  venue: "testvenue",
  operation: "subscribeTest",
  reason: "gone",
});

function itemOf(value: string) {
  return { done: false, value };
}

/** An iterator on a stream whose venue is the test. */
function createIterator(behaviour: FakeStreamBehaviour = {}, options: StreamOptions = {}) {
  const streams = createFakeStreams<Handler, StreamOptions>(behaviour);
  const iterator = createStreamIterator<string, StreamOptions>(streams.subscribe, options);
  return {
    streams,
    iterator,
    /** True while the handler is busy with an item. */
    emit: (item: string): boolean => {
      const work = streams.one.handler(item);
      return work !== undefined;
    },
  };
}

/** An iterator that has had its first item. */
async function beginIterating(behaviour: FakeStreamBehaviour = {}, options: StreamOptions = {}) {
  const iterating = createIterator(behaviour, options);
  const first = iterating.iterator.next();
  iterating.streams.one.open();
  iterating.emit("first");
  expect(await first).toEqual(itemOf("first"));
  return iterating;
}

/** Returns the present result of a promise. */
async function stateOf(promise: Promise<unknown>): Promise<unknown> {
  await nextTurn();
  return Promise.race([promise, Promise.resolve("waits")]);
}

describe("the items", () => {
  test("are subscribed to once, at the first request", async () => {
    const { streams, iterator } = createIterator();
    expect(iterator[Symbol.asyncIterator]()).toBe(iterator);
    await nextTurn();
    expect(streams.all).toHaveLength(0);
    void iterator.next();
    void iterator.next();
    await nextTurn();
    expect(streams.all).toHaveLength(1);
  });

  test("come one by one, on request", async () => {
    const { streams, iterator, emit } = createIterator();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const item of iterator) seen.push(item);
    })();
    streams.one.open();
    for (const item of ["a", "b", "c"]) {
      emit(item);
      await nextTurn();
    }
    streams.one.end({ reason: "closed" });
    await reading;
    expect(seen).toEqual(["a", "b", "c"]);
  });

  test("keep the handler busy until the next request, which controls the flow", async () => {
    const { streams, iterator } = createIterator();
    const first = iterator.next();
    const work = Promise.resolve(streams.one.handler("a")).then(() => "free");
    expect(await first).toEqual(itemOf("a"));
    expect(await stateOf(work)).toBe("waits");
    const second = iterator.next();
    expect(await stateOf(work)).toBe("free");
    void streams.one.handler("b");
    expect(await second).toEqual(itemOf("b"));
  });

  test("answer concurrent requests in order, and free the handler while a request waits", async () => {
    const { iterator, emit } = createIterator();
    const results = [iterator.next(), iterator.next(), iterator.next()];
    expect(["a", "b", "c"].map(emit)).toEqual([false, false, true]);
    expect(await Promise.all(results)).toEqual(["a", "b", "c"].map(itemOf));
  });

  test("may come before the subscription is open", async () => {
    const { streams, iterator, emit } = createIterator();
    const first = iterator.next();
    emit("a");
    expect(await first).toEqual(itemOf("a"));
    const second = iterator.next();
    streams.one.open();
    await nextTurn();
    emit("b");
    expect(await second).toEqual(itemOf("b"));
  });

  test("of a client that does not wait for its handler come in order and without loss", async () => {
    const { iterator, emit } = createIterator();
    const first = iterator.next();
    for (const item of ["a", "b", "c", "d"]) emit(item);
    const rest = [await first];
    for (let item = 0; item < 3; item++) rest.push(await iterator.next());
    expect(rest).toEqual(["a", "b", "c", "d"].map(itemOf));
  });
});

describe("a stream that ends", () => {
  test("by a close is done for waiting and later requests", async () => {
    const { streams, iterator } = await beginIterating();
    const waiting = [iterator.next(), iterator.next()];
    streams.one.end({ reason: "closed" });
    expect(await Promise.all(waiting)).toEqual([DONE, DONE]);
    expect(await iterator.next()).toEqual(DONE);
    expect(streams.all).toHaveLength(1);
  });

  test("while the consumer is busy is done after the current item", async () => {
    const { streams, iterator } = await beginIterating();
    streams.one.end({ reason: "closed" });
    await nextTurn();
    expect(await iterator.next()).toEqual(DONE);
  });

  test("with an error rejects the first waiting request, and is done for all others", async () => {
    using rejections = watchRejections();
    const { streams, iterator } = await beginIterating();
    const [first, second] = [failureOf(iterator.next()), iterator.next()];
    streams.one.end({ reason: "failed", error: FAILED });
    expect(await first).toBe(FAILED);
    expect(await second).toEqual(DONE);
    expect(await iterator.next()).toEqual(DONE);
    expect(await rejections.seen()).toEqual([]);
  });

  test("with an error while the consumer is busy rejects the next request and nothing before", async () => {
    using rejections = watchRejections();
    const { streams, iterator } = await beginIterating();
    streams.one.end({ reason: "failed", error: FAILED });
    expect(await rejections.seen()).toEqual([]);
    expect(await failureOf(iterator.next())).toBe(FAILED);
    expect(await iterator.next()).toEqual(DONE);
  });

  test("with an error causes no rejection without a request", async () => {
    using rejections = watchRejections();
    const { streams, iterator } = await beginIterating();
    streams.one.end({ reason: "failed", error: FAILED });
    await nextTurn();
    expect(await iterator.return()).toEqual(DONE);
    expect(await iterator.next()).toEqual(DONE);
    expect(await rejections.seen()).toEqual([]);
  });

  test("frees its handler", async () => {
    const { streams, iterator } = createIterator();
    void iterator.next();
    const work = Promise.resolve(streams.one.handler("a")).then(() => "free");
    streams.one.open();
    streams.one.end({ reason: "closed" });
    expect(await stateOf(work)).toBe("free");
    expect(streams.one.handler("too late")).toBeUndefined();
    expect(await iterator.next()).toEqual(DONE);
  });

  test("because it cannot be opened rejects the first request with the error", async () => {
    using rejections = watchRejections();
    const { streams, iterator } = createIterator();
    const [first, second] = [failureOf(iterator.next()), iterator.next()];
    streams.one.opening.reject(FAILED);
    expect(await first).toBe(FAILED);
    expect([await second, await iterator.next()]).toEqual([DONE, DONE]);
    expect(await rejections.seen()).toEqual([]);
  });

  test("because the method throws rejects the first request too", async () => {
    const iterator = createStreamIterator(() => {
      throw FAILED;
    }, {});
    expect(await failureOf(iterator.next())).toBe(FAILED);
    expect(await iterator.next()).toEqual(DONE);
  });
});

const THROWN = new Error("mine");

/** The ways to leave. */
const LEAVES: readonly (readonly [string, (iterator: StreamIterator<string>) => Promise<unknown>])[] = [
  ["return", (iterator) => iterator.return()],
  ["throw", (iterator) => iterator.throw(THROWN).catch((error: unknown) => error)],
  ["dispose", (iterator) => iterator[Symbol.asyncDispose]()],
];

describe.each(LEAVES)("%s", (name, leave) => {
  const answer = { return: DONE, throw: THROWN, dispose: undefined }[name];

  test("closes the stream, and resolves when that is done", async () => {
    const closing = defer();
    const { streams, iterator } = await beginIterating({ isDeaf: true, close: () => closing.promise });
    const left = leave(iterator);
    expect(await stateOf(left)).toBe("waits");
    expect(streams.one.closes).toBe(1);
    closing.resolve();
    expect(await left).toEqual(answer);
    expect(await iterator.next()).toEqual(DONE);
  });

  test("ends waiting requests at once, and nothing comes after it", async () => {
    const { streams, iterator } = await beginIterating({ isDeaf: true, close: () => new Promise(() => {}) });
    const waiting = [iterator.next(), iterator.next()];
    void leave(iterator);
    expect(await Promise.all(waiting)).toEqual([DONE, DONE]);
    expect(streams.one.handler("too late")).toBeUndefined();
    expect(await iterator.next()).toEqual(DONE);
  });

  test("before the first request opens no stream", async () => {
    const { streams, iterator } = createIterator();
    expect(await leave(iterator)).toEqual(answer);
    expect(await iterator.next()).toEqual(DONE);
    expect(streams.all).toHaveLength(0);
  });

  test.each([false, true])(
    "while the stream is being opened ends that (it pays no heed to signals: %s)",
    async (isDeaf) => {
      using rejections = watchRejections();
      const { streams, iterator } = createIterator({ isDeaf });
      const first = iterator.next();
      expect(await leave(iterator)).toEqual(answer);
      expect(await first).toEqual(DONE);
      expect(streams.one.options.signal?.aborted).toBe(true);
      streams.one.open();
      await nextTurn();
      expect(streams.one.closes).toBe(isDeaf ? 1 : 0);
      expect(await rejections.seen()).toEqual([]);
    },
  );

  test.each<readonly [string, () => Promise<void>]>([
    ["rejects", () => Promise.reject(new Error("no way out"))],
    [
      "throws",
      () => {
        throw new Error("no way out");
      },
    ],
  ])("survives a stream whose close %s", async (_how, close) => {
    using rejections = watchRejections();
    const { iterator } = await beginIterating({ isDeaf: true, close });
    expect(await leave(iterator)).toEqual(answer);
    const early = createIterator({ isDeaf: true, close });
    void early.iterator.next();
    await leave(early.iterator);
    early.streams.one.open();
    expect(await rejections.seen()).toEqual([]);
  });

  test("can be repeated without an effect", async () => {
    const { iterator } = await beginIterating();
    await leave(iterator);
    expect(await leave(iterator)).toEqual(answer);
  });
});

describe("the loop", () => {
  test("that breaks or throws closes the stream", async () => {
    for (const leave of [() => "break", () => Promise.reject(THROWN)]) {
      const { streams, iterator, emit } = createIterator();
      const reading = (async () => {
        for await (const _item of iterator) if ((await leave()) === "break") break;
      })();
      streams.one.open();
      emit("a");
      await reading.catch((error: unknown) => expect(error).toBe(THROWN));
      expect(streams.one.closes).toBe(1);
    }
  });

  test("over a variable of await using closes it as well", async () => {
    const { streams, iterator } = createIterator();
    {
      await using items = iterator;
      void items.next();
      streams.one.open();
      await nextTurn();
    }
    expect(streams.one.closes).toBe(1);
  });
});

describe("the options", () => {
  test("reach the client unchanged, except for the signal", async () => {
    const options = { onState: vi.fn(), onError: vi.fn(), timeoutMs: 5 };
    const { streams } = await beginIterating({}, options);
    expect(streams.one.options).toMatchObject(options);
    expect(options.onState.mock.calls).toEqual([["live"]]);
  });

  test("may have a signal, which ends the stream", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const { iterator } = await beginIterating({}, { signal });
    const waiting = iterator.next();
    controller.abort();
    expect(await waiting).toEqual(DONE);
  });

  test("may have a signal that outlives the stream, which then has no listener", async () => {
    const { signal } = new AbortController();
    const { iterator } = await beginIterating({}, { signal });
    const { streams } = await beginIterating({}, { signal });
    expect(getEventListeners(signal, "abort")).toHaveLength(2);
    await iterator.return();
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    streams.one.end({ reason: "closed" });
    await nextTurn();
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  test("may have a signal that aborts during or before the opening, which ends the stream", async () => {
    for (const isEarly of [true, false]) {
      const controller = new AbortController();
      if (isEarly) controller.abort();
      const { iterator } = createIterator({}, { signal: controller.signal });
      const first = iterator.next();
      controller.abort();
      expect(await first).toEqual(DONE);
      expect(await iterator.next()).toEqual(DONE);
      expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    }
  });

  test("may have a signal of the wrong type, which the client refuses", async () => {
    const wrong = "canary" as unknown as AbortSignal;
    const { streams, iterator } = createIterator({ isDeaf: true }, { signal: wrong });
    void iterator.next();
    await nextTurn();
    expect(streams.one.options.signal).toBe(wrong);
  });
});
