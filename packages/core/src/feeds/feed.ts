import type { Subscriber } from "../subscribers/subscriber.ts";
import type { Audience } from "./audience.ts";

/** One stream of a venue with its subscribers: it runs while there are any. */
export interface Feed<Item> {
  readonly audience: Audience<Item>;
  start(): void;
  /** Resolves when the venue has been left. */
  stop(): Promise<void>;
  /** Gives a newcomer what the others have had already. */
  greet(newcomer: Subscriber<Item>): void;
}

/** The feeds of one kind, by key: subscribers of one key share a feed. */
export interface FeedPool<Item> {
  join(key: string, subscriber: Subscriber<Item>): void;
  leave(key: string, subscriber: Subscriber<Item>): Promise<void>;
}

/** One feed of a pool. */
export interface FeedSource<Item> {
  readonly pool: FeedPool<Item>;
  readonly key: string;
}

export function createFeedPool<Item>(createFeed: (key: string) => Feed<Item>): FeedPool<Item> {
  const feeds = new Map<string, Feed<Item>>();
  return {
    join: (key, subscriber) => {
      const known = feeds.get(key);
      if (known !== undefined && !known.audience.isOver) {
        known.audience.add(subscriber);
        known.greet(subscriber);
        return;
      }
      const feed = createFeed(key);
      feeds.set(key, feed);
      feed.audience.add(subscriber);
      feed.start();
    },
    leave: async (key, subscriber) => {
      const feed = feeds.get(key);
      if (feed === undefined) return;
      feed.audience.remove(subscriber);
      if (feed.audience.size > 0) return;
      feeds.delete(key);
      await feed.stop();
    },
  };
}
