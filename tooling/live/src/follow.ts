import type { StreamOptions, Subscription } from "@cqvx/core";
import { CheckFailure } from "./check-failure.ts";

/** A stream to follow, and what is expected of it. */
export interface Following<Item> {
  readonly subscribe: (handler: (item: Item) => void, options: StreamOptions) => Promise<Subscription>;
  /** Throws when an item is not what it should be. */
  readonly verify: (item: Item) => void;
  /** How many items are waited for. */
  readonly count: number;
  readonly signal: AbortSignal;
  /** How long it may take to be live. Default 15 s. */
  readonly liveWithinMs?: number;
  /** How long the items may take after that. Default 15 s. */
  readonly itemsWithinMs?: number;
}

export interface Followed<Item> {
  readonly items: readonly Item[];
  /** How long it took to be live. */
  readonly liveMs: number;
}

/** Follows a stream until it is live and enough has come, and closes it. One that goes stale or ends before that has failed. */
export async function follow<Item>(following: Following<Item>): Promise<Followed<Item>> {
  const { subscribe, verify, count, signal, liveWithinMs = 15_000, itemsWithinMs = 15_000 } = following;
  const items: Item[] = [];
  let setEnough: () => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const enough = new Promise<void>((resolve, reject) => {
    setEnough = resolve;
    fail = reject;
  });
  // It can fail before the subscription is there, and nobody waits for it then.
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
    const missing = `${items.length} of ${count} came within ${itemsWithinMs / 1_000} s`;
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
