import type { VenueError } from "@cqvx/core";
import { createAudience, createFeedPool, type Feed, type FeedPool } from "@cqvx/core/in-memory";
import { createSerialQueue } from "./serial-queue.ts";

/** What a stream without a network gives. */
export interface MemoryFeedFacts<Item> {
  /** What a newcomer has to have before anything new. */
  first(key: string): readonly Item[];
  /** What comes after an interruption, of what was missed in it. */
  afterInterruption(key: string, missed: readonly Item[]): readonly Item[];
}

/** The streams of one kind, by key. Without a key, all of them. */
export interface MemoryFeeds<Item> {
  readonly pool: FeedPool<Item>;
  /** Delivers something new; to nobody where nobody listens. */
  push(key: string, item: Item): void;
  /** Nothing is current any more, until they resume: also what is subscribed to meanwhile. */
  interrupt(key?: string): void;
  resume(key?: string): void;
  /** Ends them for those who listen, without an error as if the client had; they can be subscribed to again. */
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
  // What a handler brings about comes after what it is told of, for everybody.
  const pass = createSerialQueue();
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
    pool: { ...pool, join: (key, subscriber) => pass(() => pool.join(key, subscriber)) },
    push: (key, item) => pass(() => feeds.get(key)?.push(item)),
    interrupt: (key) =>
      pass(() => {
        interruptions.begin(key);
        each(key, (feed) => feed.interrupt());
      }),
    resume: (key) =>
      pass(() => {
        interruptions.end(key);
        each(key, (feed) => feed.resume());
      }),
    end: (error, key) =>
      pass(() => {
        // Whoever subscribes again has a new connection.
        interruptions.end(key);
        each(key, (feed) => feed.audience.end(error));
      }),
  };
}

/** Which streams are interrupted: all, or those of some keys. */
function createInterruptions(): {
  begin(key: string | undefined): void;
  end(key: string | undefined): void;
  has(key: string): boolean;
} {
  let areAll = false;
  /** Those that are otherwise than all. */
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
