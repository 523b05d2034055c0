import type { Topic } from "../connection/protocol/socket-protocol.ts";
import type { StreamHub } from "../connection/stream-hub.ts";
import { createBackoff } from "../connection/topics/backoff.ts";
import { readLoss, type TopicSink } from "../connection/topics/topic-sink.ts";
import { TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { isVenueError } from "../errors/venue-error.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import type { JsonObject } from "../values/json-object.ts";
import { createAudience, type Feed } from "./feed.ts";
import { findMissedOrders, type OrderLookUp } from "./missed-orders.ts";

/** The orders in a venue's events. */
export interface OrderEvents {
  readOrders(event: JsonObject): readonly Order[];
  /** The list of open orders at the start of the stream. Absent when the stream has none: then they are looked up. */
  readonly snapshot?: OrderSnapshot | undefined;
}

export interface OrderSnapshot {
  /** Returns true when the event is part of the list of all open orders. */
  isPart(event: JsonObject): boolean;
  /** The number of orders in a part. The first part with fewer orders is the last. */
  readonly size: number;
}

export interface OrderFeedParts {
  readonly hub: StreamHub;
  readonly topic: Topic;
  readonly events: OrderEvents;
  readonly lookUp: OrderLookUp;
  readonly runtime: Pick<ResolvedRuntime, "clock" | "logger" | "random">;
}

/** Extends the time of an interruption, because clocks differ and an order can be older than its first report. */
const MARGIN_MS = 60_000;

/**
 * Creates the feed of the account's orders. It is live when every open order is known. After an interruption, the orders that
 * ended during it must be known, too.
 */
export function createOrderFeed(parts: OrderFeedParts): Feed<readonly Order[]> {
  const { hub, topic, events, lookUp, runtime } = parts;
  const audience = createAudience<readonly Order[]>();
  const open = new Map<string, Order>();
  /** Ids of orders that the stream has reported since its loss. These reports are newer than a look-up. */
  let listed = new Set<string>();
  let isConfirmed = false;
  let isWhole = false;
  let lostSince: Date | undefined;
  let recovery: AbortController | undefined;

  const publish = (orders: readonly Order[]): void => {
    for (const order of orders) {
      if (TERMINAL_STATUSES.has(order.status)) open.delete(order.orderId);
      else open.set(order.orderId, order);
    }
    audience.deliver(orders);
  };
  const becomeWhole = (): void => {
    isWhole = true;
    lostSince = undefined;
    recovery = undefined;
    listed = new Set();
    if (isConfirmed) audience.live();
  };
  const forget = (): void => {
    recovery?.abort();
    recovery = undefined;
    isConfirmed = false;
    isWhole = false;
    listed = new Set();
  };

  const recoverOnce = async (signal: AbortSignal): Promise<void> => {
    const unlisted = [...open.keys()].filter((orderId) => !listed.has(orderId));
    const query = { needsOpen: events.snapshot === undefined, since: lostSince, unlisted };
    const missed = await findMissedOrders(lookUp, query, signal);
    if (signal.aborted) return;
    // An order that was not found is not open.
    for (const orderId of unlisted) if (!listed.has(orderId)) open.delete(orderId);
    publish(missed.filter(({ orderId }) => !listed.has(orderId)));
    becomeWhole();
  };
  /** Looks up missed orders until that succeeds, is aborted, or turns out to be unsupported. */
  const recover = async (signal: AbortSignal): Promise<void> => {
    const backoff = createBackoff(runtime.random);
    while (!signal.aborted) {
      try {
        await recoverOnce(signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (isVenueError(error, "unsupported")) {
          forget();
          audience.end(error);
          return;
        }
        const loss = readLoss(error, "look up missed orders");
        runtime.logger.warn({ ...topic, ...loss }, "orders could not be looked up");
        audience.stale(loss);
        const retryAfterMs = isVenueError(error) ? error.retryAfterMs : undefined;
        await runtime.clock.sleep(backoff.next(0, retryAfterMs), signal).catch(() => {});
      }
    }
  };
  /** Continues after the stream's own list of open orders: with a look-up, unless the list is enough. */
  const complete = (): void => {
    if (recovery !== undefined) return;
    if (lostSince === undefined && events.snapshot !== undefined) {
      becomeWhole();
      return;
    }
    recovery = new AbortController();
    void recover(recovery.signal);
  };
  const apply = (event: JsonObject): void => {
    const orders = events.readOrders(event);
    if (!isWhole) for (const { orderId } of orders) listed.add(orderId);
    publish(orders);
    const { snapshot } = events;
    if (!isWhole && snapshot?.isPart(event) && orders.length < snapshot.size) complete();
  };

  const sink: TopicSink = {
    confirmed: () => {
      isConfirmed = true;
      if (isWhole) audience.live();
      else if (events.snapshot === undefined) complete();
    },
    receive: (received) => {
      for (const event of received) apply(event);
    },
    // A recovery has no time limit.
    isWhole: () => isWhole || recovery !== undefined,
    lost: (loss) => {
      // A loss during a recovery or a first snapshot belongs to the same interruption.
      if (isWhole || open.size > 0) lostSince ??= new Date(runtime.clock.now() - MARGIN_MS);
      forget();
      audience.stale(loss);
    },
    ended: (error) => {
      forget();
      audience.end(error);
    },
  };

  return {
    audience,
    start: () => hub.attach(topic, sink),
    stop: () => {
      forget();
      return hub.detach(topic, sink);
    },
    greet: (newcomer) => newcomer.deliver([...open.values()]),
  };
}
