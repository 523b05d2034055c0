import type { Loss } from "../connection/topics/topic-sink.ts";
import type { Logger } from "../contract/runtime.ts";
import type { StreamEnd, StreamOptions, StreamState, Subscription } from "../contract/subscription.ts";
import type { CallContext } from "../errors/call-context.ts";
import { VenueError, type VenueErrorFields } from "../errors/venue-error.ts";
import type { FeedListener } from "../feeds/feed.ts";
import { createStreamReports } from "./stream-reports.ts";

/** The subscription that a delivery serves. */
export interface DeliveryContext {
  state(): StreamState;
  /** Reports an error that a function of the caller threw. */
  report(error: unknown): void;
  /** Ends the subscription with an error. */
  fail(fields: Pick<VenueErrorFields, "kind" | "code" | "reason">): void;
}

/** The way of items to the handler of one subscription. */
export interface Delivery<Item> {
  deliver(item: Item): void;
  /** The stream lost sync. */
  stale?(): void;
}

/** One call of a `subscribe…` method, from its start to its end. */
export interface Subscriber<Item> extends FeedListener<Item> {
  readonly subscription: Subscription;
  /** Resolves when the stream is live for the first time; rejects with the `VenueError` that ended it before. */
  readonly ready: Promise<void>;
  /** The latest loss of the stream; undefined when there was none. */
  readonly lastLoss: Loss | undefined;
}

export interface SubscriberParts<Item> {
  readonly call: CallContext;
  readonly options: StreamOptions;
  readonly logger: Logger;
  readonly createDelivery: (context: DeliveryContext) => Delivery<Item>;
  /** Leaves the feed. Called once, at the end of the subscription. */
  readonly leave: () => Promise<void>;
}

const CLOSED = { kind: "aborted", code: "CLIENT_CLOSED", reason: "the client was closed" } as const;

export function createSubscriber<Item>(parts: SubscriberParts<Item>): Subscriber<Item> {
  const { venue, operation } = parts.call;
  const reports = createStreamReports(parts.call, parts.options, parts.logger);
  let setReady: () => void = () => {};
  let setFailed: (error: VenueError) => void = () => {};
  let setClosed: (end: StreamEnd) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    setReady = resolve;
    setFailed = reject;
  });
  // Prevents an unhandled rejection when the stream ends before anybody awaits it.
  ready.catch(() => {});
  const closed = new Promise<StreamEnd>((resolve) => {
    setClosed = resolve;
  });
  let state: StreamState = "stale";
  let lastLoss: Loss | undefined;
  let left: Promise<void> | undefined;

  const enter = (next: StreamState): void => {
    state = next;
    reports.state(next);
  };
  const end = (error?: VenueError): void => {
    if (state === "closed") return;
    const failure = error?.with({ operation });
    enter("closed");
    setClosed(failure === undefined ? { reason: "closed" } : { reason: "failed", error: failure });
    setFailed(failure ?? new VenueError({ venue, operation, ...CLOSED }));
    // The caller of `close` receives the error of `leave`. Without a caller it must not be an unhandled rejection.
    leave().catch(() => {});
  };
  const leave = (): Promise<void> => {
    left ??= parts.leave();
    return left;
  };
  const close = (): Promise<void> => {
    end();
    return leave();
  };

  const delivery = parts.createDelivery({
    state: () => state,
    report: reports.error,
    fail: (fields) => end(new VenueError({ venue, operation, ...fields })),
  });

  return {
    subscription: {
      get state() {
        return state;
      },
      closed,
      close,
      [Symbol.asyncDispose]: close,
    },
    ready,
    get lastLoss() {
      return lastLoss;
    },
    live: () => {
      if (state !== "stale") return;
      enter("live");
      setReady();
    },
    stale: (loss) => {
      lastLoss = loss;
      if (state !== "live") return;
      enter("stale");
      delivery.stale?.();
    },
    deliver: (item) => {
      if (state !== "closed") delivery.deliver(item);
    },
    end,
  };
}
