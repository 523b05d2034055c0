import type { VenueError } from "@cqvx/core";
import { createAudience, createFeedPool, type Feed, type FeedPool } from "@cqvx/core/in-memory";

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
  /** Ends them for those who listen; they can be subscribed to again. */
  end(error: VenueError, key?: string): void;
}

interface MemoryFeed<Item> extends Feed<Item> {
  push(item: Item): void;
  interrupt(): void;
  resume(): void;
}

const LOSS = { code: "INTERRUPTED", reason: "the stream was interrupted" } as const;

export function createMemoryFeeds<Item>(facts: MemoryFeedFacts<Item>): MemoryFeeds<Item> {
  const feeds = new Map<string, MemoryFeed<Item>>();
  let areAllInterrupted = false;
  const interrupted = new Set<string>();
  const selected = (key: string | undefined): MemoryFeed<Item>[] =>
    [...feeds].filter(([each]) => key === undefined || each === key).map(([, feed]) => feed);

  const createFeed = (key: string): MemoryFeed<Item> => {
    const audience = createAudience<Item>();
    let missed: Item[] | undefined;
    const feed: MemoryFeed<Item> = {
      audience,
      start: () => {
        feeds.set(key, feed);
        if (areAllInterrupted || interrupted.has(key)) feed.interrupt();
        else {
          audience.live();
          for (const item of facts.first(key)) audience.deliver(item);
        }
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
        audience.live();
        for (const item of items) audience.deliver(item);
      },
    };
    return feed;
  };

  return {
    pool: createFeedPool(createFeed),
    push: (key, item) => feeds.get(key)?.push(item),
    interrupt: (key) => {
      if (key === undefined) areAllInterrupted = true;
      else interrupted.add(key);
      for (const feed of selected(key)) feed.interrupt();
    },
    resume: (key) => {
      if (key === undefined) {
        areAllInterrupted = false;
        interrupted.clear();
      } else interrupted.delete(key);
      for (const feed of selected(key)) feed.resume();
    },
    end: (error, key) => {
      for (const feed of selected(key)) feed.audience.end(error);
    },
  };
}
