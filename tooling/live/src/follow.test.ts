import { type StreamOptions, VenueError } from "@cqvx/core";
import { expect, test } from "vitest";
import { type Following, follow } from "./follow.ts";

/** Creates a stream that runs a script once it is subscribed, and records its close. */
function scripted(play: (handler: (item: number) => void, options: StreamOptions) => void): {
  readonly subscribe: Following<number>["subscribe"];
  readonly isClosed: () => boolean;
} {
  let isClosed = false;
  return {
    isClosed: () => isClosed,
    subscribe: async (handler, options) => {
      // Passes errors of the handler to `onError`, as a client does.
      const deliver = (item: number): void => {
        try {
          handler(item);
        } catch (error) {
          options.onError?.(error);
        }
      };
      options.onState?.("live");
      queueMicrotask(() => play(deliver, options));
      const close = async (): Promise<void> => {
        isClosed = true;
      };
      return { state: "live", closed: new Promise(() => {}), close, [Symbol.asyncDispose]: close };
    },
  };
}

const WANTED = { verify: () => {}, count: 2, signal: new AbortController().signal };

test("closes a stream after enough items", async () => {
  const { subscribe, isClosed } = scripted((deliver) => [1, 2].forEach(deliver));
  expect(await follow({ ...WANTED, subscribe })).toMatchObject({ items: [1, 2] });
  expect(isClosed()).toBe(true);
});

test("with a count of 0 only waits until the stream is live", async () => {
  const { subscribe, isClosed } = scripted(() => {});
  expect(await follow({ ...WANTED, subscribe, count: 0 })).toMatchObject({ items: [] });
  expect(isClosed()).toBe(true);
});

test("rejects when the stream goes stale", async () => {
  const { subscribe, isClosed } = scripted((deliver, { onState }) => {
    deliver(1);
    onState?.("stale");
    deliver(2);
  });
  await expect(follow({ ...WANTED, subscribe })).rejects.toThrow("the stream went stale");
  expect(isClosed()).toBe(true);
});

test("rejects when an item is wrong", async () => {
  const { subscribe, isClosed } = scripted((deliver) => [1, 2].forEach(deliver));
  const verify = (item: number): void => {
    if (item === 1) throw new Error("one is too few");
  };
  await expect(follow({ ...WANTED, subscribe, verify })).rejects.toThrow("one is too few");
  expect(isClosed()).toBe(true);
});

test("reports the number of items when too few come", async () => {
  const { subscribe, isClosed } = scripted((deliver) => deliver(1));
  const following = follow({ ...WANTED, subscribe, itemsWithinMs: 10 });
  await expect(following).rejects.toThrow("the stream was live, but only 1 of 2 items came within 0.01 s");
  expect(isClosed()).toBe(true);
});

test("rejects with the error of a stream that ends early", async () => {
  const error = new VenueError({ venue: "v", operation: "o", kind: "malformed", reason: "garbage" });
  const subscribe: Following<number>["subscribe"] = async () => {
    const close = async (): Promise<void> => {};
    const closed = Promise.resolve({ reason: "failed", error } as const);
    return { state: "closed", closed, close, [Symbol.asyncDispose]: close };
  };
  await expect(follow({ ...WANTED, subscribe })).rejects.toBe(error);
});

test("causes no unhandled rejection when a handler fails before the subscription resolves", async () => {
  const subscribe: Following<number>["subscribe"] = async (_handler, { onError }) => {
    onError?.(new Error("too early"));
    await new Promise(setImmediate);
    throw new Error("refused");
  };
  await expect(follow({ ...WANTED, subscribe })).rejects.toThrow("refused");
});
