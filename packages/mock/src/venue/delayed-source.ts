import { type FeedSource, isVenueError } from "@cqvx/core/in-memory";

/**
 * Creates a feed source that joins its feed after `arrive` resolves. The signal given to `arrive` aborts when the
 * subscriber leaves; a subscriber that leaves first never joins. When `arrive` rejects, the subscription ends with that
 * error.
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
