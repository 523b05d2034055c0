import type { Logger } from "../contract/runtime.ts";
import type { StreamOptions, Subscription } from "../contract/subscription.ts";
import type { HealthReport } from "../contract/venue-client.ts";
import { safeText } from "../errors/safe-text.ts";
import { isVenueError, type VenueError } from "../errors/venue-error.ts";
import type { FeedSource } from "../feeds/feed.ts";
import { readAttemptFailure, startAttempt } from "../http/attempt.ts";
import type { VenueCall } from "../http/venue-call.ts";
import { createSubscriber, type Subscriber, type SubscriberParts } from "./subscriber.ts";

/** The open subscriptions of one client. */
export interface Subscriptions {
  /** Joins a feed. Resolves when it is live for the first time. */
  open<Item>(
    call: VenueCall,
    options: StreamOptions,
    source: FeedSource<Item>,
    createDelivery: SubscriberParts<Item>["createDelivery"],
  ): Promise<Subscription>;
  state(): HealthReport["streams"];
  /** Ends all subscriptions. */
  end(): void;
}

export function createSubscriptions(logger: Logger): Subscriptions {
  const running = new Set<Pick<Subscriber<never>, "subscription" | "end">>();
  return {
    open: async <Item>(
      call: VenueCall,
      options: StreamOptions,
      { pool, key }: FeedSource<Item>,
      createDelivery: SubscriberParts<Item>["createDelivery"],
    ): Promise<Subscription> => {
      const subscriber: Subscriber<Item> = createSubscriber({
        call,
        options,
        logger,
        createDelivery,
        leave: () => {
          running.delete(subscriber);
          return pool.leave(key, subscriber);
        },
      });
      running.add(subscriber);
      const { subscription } = subscriber;
      try {
        // First, so that a call that has ended opens nothing.
        if (call.deadline.ended !== undefined) throw call.deadline.ended;
        pool.join(key, subscriber);
        await call.deadline.race(subscriber.ready);
      } catch (error) {
        subscriber.end();
        throw readFailure(error, call, subscriber);
      }
      closeOnAbort(subscription, options.signal);
      return subscription;
    },
    state: () => {
      const states = [...running].map(({ subscription }) => subscription.state);
      if (states.includes("stale")) return "stale";
      return states.includes("live") ? "live" : "idle";
    },
    end: () => {
      // A copy, because a handler may subscribe again at the end.
      for (const subscriber of [...running]) subscriber.end();
    },
  };
}

/** Reads the error of a call. A timeout also names the stream's last loss, if there is one. */
function readFailure<Item>(error: unknown, call: VenueCall, { lastLoss }: Subscriber<Item>): VenueError {
  const failure = readAttemptFailure(error, startAttempt(call, undefined));
  if (!isVenueError(failure, "timeout") || lastLoss === undefined) return failure;
  return failure.with({ code: lastLoss.code, reason: safeText(`${failure.reason}; ${lastLoss.reason}`) });
}

function closeOnAbort(subscription: Subscription, signal: AbortSignal | undefined): void {
  if (signal === undefined) return;
  const over = new AbortController();
  signal.addEventListener("abort", () => void subscription.close(), { once: true, signal: over.signal });
  if (signal.aborted) void subscription.close();
  void subscription.closed.then(() => over.abort());
}
