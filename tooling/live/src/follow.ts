import type { StreamOptions, Subscription } from "@cqvx/core";
import { CheckFailure } from "./check-failure.ts";

/** A stream to follow, and the items to expect from it. */
export interface Following<Item> {
  readonly subscribe: (handler: (item: Item) => void, options: StreamOptions) => Promise<Subscription>;
  /** Throws when an item is wrong. */
  readonly verify: (item: Item) => void;
  /** The number of items to wait for. */
  readonly count: number;
  readonly signal: AbortSignal;
  /** The limit in milliseconds for the stream to become live. Default 15,000. */
  readonly liveWithinMs?: number;
  /** The limit in milliseconds for the items after that. Default 15,000. */
  readonly itemsWithinMs?: number;
}

export interface Followed<Item> {
  readonly items: readonly Item[];
  /** Milliseconds until the stream was live. */
  readonly liveMs: number;
}

/** Follows a stream until it is live and has delivered enough items, then closes it. Rejects when the stream becomes stale or ends earlier. */
export async function follow<Item>(following: Following<Item>): Promise<Followed<Item>> {
  const { subscribe, verify, count, signal, liveWithinMs = 15_000, itemsWithinMs = 15_000 } = following;
  const items: Item[] = [];
  let setEnough: () => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const enough = new Promise<void>((resolve, reject) => {
    setEnough = resolve;
    fail = reject;
  });
  // A failure can come before the subscription resolves. Nothing awaits this promise then.
  enough.catch(() => {});
  const take = (item: Item): void => {
    verify(item);
    items.push(item);
    if (items.length >= count) setEnough();
  };
  if (count === 0) setEnough();
  const startMs = performance.now();
  const subscription = await subscribe(take, {
    signal,
    timeoutMs: liveWithinMs,
    onState: (state) => {
      if (state === "stale") fail(new CheckFailure("the stream went stale"));
    },
    onError: fail,
  });
  const liveMs = performance.now() - startMs;
  void subscription.closed.then(({ error }) => fail(error ?? new CheckFailure("the stream was closed")));
  const timer = setTimeout(() => {
    const missing = `${items.length} of ${count} items came within ${itemsWithinMs / 1_000} s`;
    fail(new CheckFailure(`the stream was live, but only ${missing}`));
  }, itemsWithinMs);
  try {
    await enough;
    return { items, liveMs };
  } finally {
    clearTimeout(timer);
    await subscription.close();
  }
}
