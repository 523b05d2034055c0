import { createBackoff } from "../connection/backoff.ts";
import { readLoss } from "../connection/read-loss.ts";
import type { Topic } from "../connection/session/socket-protocol.ts";
import type { StreamHub } from "../connection/stream-hub.ts";
import type { TopicSink } from "../connection/topic-sink.ts";
import type { Trading } from "../contract/venue-client.ts";
import { TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { isVenueError, type VenueErrorKind } from "../errors/venue-error.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import type { JsonObject } from "../values/json-object.ts";
import { createAudience } from "./audience.ts";
import type { Feed } from "./feed.ts";

/** How a venue's events hold orders. */
export interface OrderEvents {
  readOrders(event: JsonObject): readonly Order[];
  /** How the stream begins with all open orders. Absent where it does not: then they are listed. */
  readonly snapshot?: OrderSnapshot | undefined;
}

export interface OrderSnapshot {
  /** True when the event is part of the list of all open orders. */
  isPart(event: JsonObject): boolean;
  /** A snapshot comes in parts of so many orders; the first that has fewer is the last. */
  readonly size: number;
}

/** Finds what the stream does not tell. */
export interface OrderLookUp extends Pick<Trading, "getOrder" | "getOrders"> {
  /** Reads every open order. */
  listOpen(signal: AbortSignal): Promise<readonly Order[]>;
}

export interface OrderFeedParts {
  readonly hub: StreamHub;
  readonly topic: Topic;
  readonly events: OrderEvents;
  readonly lookUp: OrderLookUp;
  readonly runtime: Pick<ResolvedRuntime, "clock" | "logger" | "random">;
}

/** The venue's clock and ours differ, and an order can be older than its first report. */
const MARGIN_MS = 60_000;

/** Orders of one interruption that are looked up. */
const MOST_MISSED = 10_000;

/**
 * The orders of the account. It is live when every open order is known, and after an interruption when also those are
 * that ended in it.
 */
export function createOrderFeed(parts: OrderFeedParts): Feed<readonly Order[]> {
  const { hub, topic, events, lookUp, runtime } = parts;
  const audience = createAudience<readonly Order[]>();
  const open = new Map<string, Order>();
  /** Orders that the stream has told of since it was lost: that is newer than what is looked up. */
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

  /** What the stream has not told: the open orders where it lists none, and what happened in an interruption. */
  const findUntold = async (unlisted: readonly string[], signal: AbortSignal): Promise<readonly Order[]> => {
    const opened = events.snapshot === undefined ? await lookUp.listOpen(signal) : [];
    if (lostSince === undefined) return opened;
    const missed = await lookUpMissed(lookUp, unlisted, opened, lostSince, signal);
    return [...opened, ...missed];
  };
  const recover = async (signal: AbortSignal): Promise<void> => {
    const backoff = createBackoff(runtime.random);
    while (!signal.aborted) {
      const unlisted = [...open.keys()].filter((orderId) => !listed.has(orderId));
      try {
        const untold = await findUntold(unlisted, signal);
        if (signal.aborted) return;
        // What is not found is not open either.
        for (const orderId of unlisted) if (!listed.has(orderId)) open.delete(orderId);
        publish(latestOf(untold).filter(({ orderId }) => !listed.has(orderId)));
        becomeWhole();
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (isVenueError(error, "unsupported")) {
          forget();
          audience.end(error);
          return;
        }
        const loss = readLoss(error, "look up what happened to orders meanwhile");
        runtime.logger.warn({ ...topic, ...loss }, "orders could not be looked up");
        audience.stale(loss);
        const retryAfterMs = isVenueError(error) ? error.retryAfterMs : undefined;
        await runtime.clock.sleep(backoff.next(0, retryAfterMs), signal).catch(() => {});
      }
    }
  };
  /** The stream has told all that it tells by itself. */
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
    // A recovery takes as long as it takes.
    isWhole: () => isWhole || recovery !== undefined,
    lost: (loss) => {
      // An interruption of a recovery is part of what is to be recovered, and so is that of a first snapshot.
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

/** Each order once, as it was last read. */
function latestOf(orders: readonly Order[]): readonly Order[] {
  return [...new Map(orders.map((order) => [order.orderId, order])).values()];
}

/**
 * Every order since a moment, and those of a list that are older and not known to be open. A way to look that the venue
 * does not have finds nothing.
 */
async function lookUpMissed(
  { getOrder, getOrders }: Pick<OrderLookUp, "getOrder" | "getOrders">,
  orderIds: readonly string[],
  opened: readonly Order[],
  since: Date,
  signal: AbortSignal,
): Promise<readonly Order[]> {
  const recent = await getOrders({ start: since, limit: MOST_MISSED }, { signal }).catch(
    noneOn<readonly Order[]>([], "unsupported"),
  );
  const found = new Set([...opened, ...recent].map(({ orderId }) => orderId));
  const older: Order[] = [];
  for (const orderId of orderIds) {
    if (found.has(orderId)) continue;
    signal.throwIfAborted();
    // What the venue does not know any more cannot be told; anything else is tried again.
    const order = await getOrder(orderId, { signal }).catch(noneOn(undefined, "notFound", "unsupported"));
    if (order !== undefined) older.push(order);
  }
  return [...recent, ...older];
}

/** Gives a value in place of an error of these kinds. */
function noneOn<Value>(none: Value, ...kinds: readonly VenueErrorKind[]): (error: unknown) => Value {
  return (error) => {
    if (isVenueError(error) && kinds.includes(error.kind)) return none;
    throw error;
  };
}
