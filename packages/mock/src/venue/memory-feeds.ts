import type { VenueError } from "@cqvx/core";
import { createAudience, createFeedPool, type Feed, type FeedPool } from "@cqvx/core/in-memory";
import { createSerialQueue } from "./serial-queue.ts";

/** The items that an in-memory stream delivers. */
export interface MemoryFeedFacts<Item> {
  /** Returns the items that a new subscriber receives first. */
  first(key: string): readonly Item[];
  /** Returns the items to deliver after an interruption, given the items that were missed. */
  afterInterruption(key: string, missed: readonly Item[]): readonly Item[];
}

/** The streams of one kind, by key. A method without a key applies to all of them. */
export interface MemoryFeeds<Item> {
  readonly pool: FeedPool<Item>;
  /** Delivers a new item to the subscribers of a key, if there are any. */
  push(key: string, item: Item): void;
  /** Makes streams stale until `resume`, including streams that are opened in the meantime. */
  interrupt(key?: string): void;
  resume(key?: string): void;
  /** Ends current subscriptions: with an error as failed, without one as closed. New subscriptions are possible. */
  end(error?: VenueError, key?: string): void;
}

interface MemoryFeed<Item> extends Feed<Item> {
  push(item: Item): void;
  interrupt(): void;
  resume(): void;
}

const LOSS = { code: "INTERRUPTED", reason: "the stream was interrupted" } as const;

export function createMemoryFeeds<Item>(facts: MemoryFeedFacts<Item>): MemoryFeeds<Item> {
  const feeds = new Map<string, MemoryFeed<Item>>();
  const interruptions = createInterruptions();
  // An item that a handler causes is delivered after the current item has reached every subscriber.
  const inOrder = createSerialQueue();
  const each = (key: string | undefined, change: (feed: MemoryFeed<Item>) => void): void => {
    for (const [name, feed] of [...feeds]) if (key === undefined || name === key) change(feed);
  };

  const createFeed = (key: string): MemoryFeed<Item> => {
    const audience = createAudience<Item>();
    let missed: Item[] | undefined;
    const goLive = (items: readonly Item[]): void => {
      audience.live();
      for (const item of items) audience.deliver(item);
    };
    const feed: MemoryFeed<Item> = {
      audience,
      start: () => {
        feeds.set(key, feed);
        if (interruptions.has(key)) feed.interrupt();
        else goLive(facts.first(key));
      },
      stop: async () => {
        if (feeds.get(key) === feed) feeds.delete(key);
      },
      greet: (newcomer) => {
        if (audience.isLive) for (const item of facts.first(key)) newcomer.deliver(item);
      },
      push: (item) => {
        if (missed === undefined) audience.deliver(item);
        else missed.push(item);
      },
      interrupt: () => {
        if (missed !== undefined) return;
        missed = [];
        audience.stale(LOSS);
      },
      resume: () => {
        if (missed === undefined) return;
        const items = facts.afterInterruption(key, missed);
        missed = undefined;
        goLive(items);
      },
    };
    return feed;
  };
  const pool = createFeedPool(createFeed);

  return {
    pool: { ...pool, join: (key, subscriber) => inOrder(() => pool.join(key, subscriber)) },
    push: (key, item) => inOrder(() => feeds.get(key)?.push(item)),
    interrupt: (key) =>
      inOrder(() => {
        interruptions.begin(key);
        each(key, (feed) => feed.interrupt());
      }),
    resume: (key) =>
      inOrder(() => {
        interruptions.end(key);
        each(key, (feed) => feed.resume());
      }),
    end: (error, key) =>
      inOrder(() => {
        // A new subscription has a new connection.
        interruptions.end(key);
        each(key, (feed) => feed.audience.end(error));
      }),
  };
}

/** Records which streams are interrupted: all, or the ones of some keys. */
function createInterruptions(): {
  begin(key: string | undefined): void;
  end(key: string | undefined): void;
  has(key: string): boolean;
} {
  let areAll = false;
  /** The keys whose state differs from `areAll`. */
  const exceptions = new Set<string>();
  const change = (key: string | undefined, isInterrupted: boolean): void => {
    if (key === undefined) {
      areAll = isInterrupted;
      exceptions.clear();
    } else if (areAll === isInterrupted) exceptions.delete(key);
    else exceptions.add(key);
  };
  return {
    begin: (key) => change(key, true),
    end: (key) => change(key, false),
    has: (key) => areAll !== exceptions.has(key),
  };
}
