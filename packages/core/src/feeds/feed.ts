import type { Loss } from "../connection/topics/topic-sink.ts";
import type { VenueError } from "../errors/venue-error.ts";

/** One stream of a venue with its listeners. It runs while it has any. */
export interface Feed<Item> {
  readonly audience: Audience<Item>;
  start(): void;
  /** Resolves when the venue's stream is left. */
  stop(): Promise<void>;
  /** Gives a new listener the items that the others have had already. */
  greet(newcomer: FeedListener<Item>): void;
}

/** A listener of a feed, such as a subscriber. None of its methods throws. */
export interface FeedListener<Item> {
  /** The stream is in sync. */
  live(): void;
  /** The stream lost sync. */
  stale(loss: Loss): void;
  deliver(item: Item): void;
  /** The stream ended: with an error, or without one as if the client had closed it. */
  end(error?: VenueError): void;
}

/** The listeners of one stream. All get the same items and states. */
export interface Audience<Item> extends FeedListener<Item> {
  readonly size: number;
  readonly isLive: boolean;
  /** True when the venue has ended the stream: it can have no new listeners. */
  readonly hasEnded: boolean;
  /** Adds a listener. A live stream calls its `live` at once. Otherwise `stale` gets the last loss, if there is one. */
  add(listener: FeedListener<Item>): void;
  remove(listener: FeedListener<Item>): void;
}

export function createAudience<Item>(): Audience<Item> {
  // Replaced and never changed, so that a listener may join or leave during a delivery.
  let listeners: readonly FeedListener<Item>[] = [];
  let isLive = false;
  let hasEnded = false;
  let lastLoss: Loss | undefined;
  return {
    get size() {
      return listeners.length;
    },
    get isLive() {
      return isLive;
    },
    get hasEnded() {
      return hasEnded;
    },
    add: (listener) => {
      listeners = [...listeners, listener];
      if (isLive) listener.live();
      else if (lastLoss !== undefined) listener.stale(lastLoss);
    },
    remove: (listener) => {
      listeners = listeners.filter((each) => each !== listener);
    },
    live: () => {
      if (isLive) return;
      isLive = true;
      for (const listener of listeners) listener.live();
    },
    stale: (loss) => {
      isLive = false;
      lastLoss = loss;
      for (const listener of listeners) listener.stale(loss);
    },
    deliver: (item) => {
      for (const listener of listeners) listener.deliver(item);
    },
    end: (error) => {
      isLive = false;
      hasEnded = true;
      for (const listener of listeners) listener.end(error);
    },
  };
}

/** The feeds of one kind. Listeners of the same key share a feed. */
export interface FeedPool<Item> {
  join(key: string, listener: FeedListener<Item>): void;
  leave(key: string, listener: FeedListener<Item>): Promise<void>;
}

/** One feed of a pool. */
export interface FeedSource<Item> {
  readonly pool: FeedPool<Item>;
  readonly key: string;
}

export function createFeedPool<Item>(createFeed: (key: string) => Feed<Item>): FeedPool<Item> {
  const feeds = new Map<string, Feed<Item>>();
  return {
    join: (key, listener) => {
      const known = feeds.get(key);
      if (known !== undefined && !known.audience.hasEnded) {
        known.audience.add(listener);
        known.greet(listener);
        return;
      }
      const feed = createFeed(key);
      feeds.set(key, feed);
      feed.audience.add(listener);
      feed.start();
    },
    leave: async (key, listener) => {
      const feed = feeds.get(key);
      if (feed === undefined) return;
      feed.audience.remove(listener);
      if (feed.audience.size > 0) return;
      feeds.delete(key);
      await feed.stop();
    },
  };
}
