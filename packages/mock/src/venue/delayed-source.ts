import { type FeedSource, isVenueError } from "@cqvx/core/in-memory";

/**
 * A feed that is joined only after a way to it, whose signal aborts when the subscriber leaves. Whoever leaves before it is
 * over never joins; what it fails of ends the subscription.
 */
export function createDelayedSource<Item>(
  { pool, key }: FeedSource<Item>,
  arrive: (left: AbortSignal) => Promise<void>,
): FeedSource<Item> {
  const left = new AbortController();
  let hasJoined = false;
  return {
    key,
    pool: {
      join: (joined, subscriber) => {
        const join = (): void => {
          if (left.signal.aborted) return;
          hasJoined = true;
          pool.join(joined, subscriber);
        };
        arrive(left.signal).then(join, (error: unknown) =>
          subscriber.end(isVenueError(error) ? error : undefined),
        );
      },
      leave: async (joined, subscriber) => {
        left.abort();
        if (hasJoined) await pool.leave(joined, subscriber);
      },
    },
  };
}
