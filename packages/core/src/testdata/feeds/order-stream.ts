import { expect } from "vitest";
import { isSnapshot } from "../../connection/protocol/is-snapshot.ts";
import type { CallOptions } from "../../contract/call-options.ts";
import type { OrderFilter } from "../../contract/order-filter.ts";
import type { OrderHandler, StreamState, Subscription } from "../../contract/subscription.ts";
import { OrderStatus } from "../../cqc/enums.ts";
import type { Order } from "../../cqc/messages.ts";
import { VenueError, type VenueErrorKind } from "../../errors/venue-error.ts";
import { createFeedPool } from "../../feeds/feed.ts";
import { createOrderFeed } from "../../feeds/order-feed.ts";
import { deliverOrders } from "../../subscribers/queued-delivery.ts";
import { collectLog, type LogEntry } from "../clients/test-client.ts";
import { createManualClock, type ManualClock, START_MS } from "../clocks/manual-clock.ts";
import type { Deferred } from "../deferred.ts";
import { ORDER } from "../messages.ts";
import { nextTurn } from "../next-turn.ts";
import { createFakeHub, type FakeHub } from "./fake-hub.ts";
import { joinFeed, type TestSubscriber } from "./test-subscriber.ts";

export type Status = Exclude<keyof typeof OrderStatus, "prototype">;

/** An order as its id and status, such as "a OPEN". */
export type Word = `${string} ${Status}`;

const STATUSES: ReadonlyMap<string, OrderStatus> = new Map(Object.entries(OrderStatus));

function orderOf(word: string, symbol = "BTC-USD"): Order {
  const [orderId = "", status = ""] = word.split(" ");
  return { ...ORDER, orderId, symbol, status: STATUSES.get(status) ?? OrderStatus.UNSPECIFIED };
}

function wordOf({ orderId, status }: Order): string {
  return `${orderId} ${[...STATUSES].find(([, value]) => value === status)?.[0]}`;
}

const event = (type: string, words: readonly string[]): object => ({
  type,
  orders: words.map((word) => ({ word })),
});

export const snapshot = (...words: readonly Word[]): object => event("snapshot", words);

export const update = (...words: readonly Word[]): object => event("update", words);

export const many = (count: number, from = 0): Word[] =>
  Array.from({ length: count }, (_, index): Word => `${from + index} OPEN`);

/** The venue's answers to look-ups. A test may change them at any time. */
export interface LookUps {
  /** The look-ups so far, as "orders since 60 s" or "order a". */
  readonly requested: string[];
  readonly signals: (AbortSignal | undefined)[];
  recent: readonly Word[];
  /** The open orders, for a stream without a snapshot. */
  open: readonly Word[];
  readonly byId: Map<string, Word>;
  /** The errors of the next look-ups, in order. */
  readonly failures: unknown[];
  /** Delays the next lists until it resolves. */
  hold: Deferred | undefined;
}

export interface Reader extends Pick<TestSubscriber<readonly Order[]>, "logged"> {
  readonly subscription: Subscription;
  /** Its states, and its orders as words. */
  readonly told: string[];
  lastLoss(): string | undefined;
}

export interface Stream {
  readonly hub: FakeHub;
  readonly clock: ManualClock;
  /** The log of the feed. */
  readonly logged: readonly LogEntry[];
  readonly lookUps: LookUps;
  join(options?: { handler?: OrderHandler; symbols?: readonly string[] }): Reader;
  /** Confirms the topic, sends the parts of a snapshot, and lets a recovery run. */
  list(...parts: readonly (readonly Word[])[]): Promise<void>;
}

export function venueError(kind: VenueErrorKind, retryAfterMs?: number): VenueError {
  return new VenueError({ kind, venue: "testvenue", operation: "getOrder", reason: "no", retryAfterMs });
}

/** Creates a stream whose snapshots have parts of this size, or "none" for a stream without a snapshot. */
export function createStream(snapshotSize: number | "none" = 3): Stream {
  const hub = createFakeHub();
  const clock = createManualClock();
  const { logger, logged } = collectLog();
  const lookUps: LookUps = {
    requested: [],
    signals: [],
    recent: [],
    open: [],
    byId: new Map(),
    failures: [],
    hold: undefined,
  };
  const answer = (question: string, options: CallOptions | undefined): void => {
    lookUps.requested.push(question);
    lookUps.signals.push(options?.signal);
    if (lookUps.failures.length > 0) throw lookUps.failures.shift();
  };
  const pool = createFeedPool((key) =>
    createOrderFeed({
      hub,
      topic: { channel: "user", key },
      events: {
        snapshot: snapshotSize === "none" ? undefined : { isPart: isSnapshot, size: snapshotSize },
        readOrders: (event) =>
          event.list("orders").map((order) => orderOf(order.requiredText("word"), order.text("symbol"))),
      },
      lookUp: {
        listOpen: async (signal) => {
          if (snapshotSize !== "none") expect.fail("open orders come with the stream");
          answer("open orders", { signal });
          const orders = lookUps.open.map((word) => orderOf(word));
          await lookUps.hold?.promise;
          return orders;
        },
        getOrders: async (filter: OrderFilter = {}, options) => {
          const { start, limit } = filter;
          if (!(start instanceof Date)) throw new Error("a Date was expected");
          answer(`orders since ${(start.getTime() - START_MS) / 1_000} s, at most ${limit}`, options);
          const orders = lookUps.recent.map((word) => orderOf(word));
          await lookUps.hold?.promise;
          return Object.freeze(orders) as Order[];
        },
        getOrder: async (orderId, options) => {
          answer(`order ${orderId}`, options);
          const word = lookUps.byId.get(orderId);
          if (word === undefined) throw venueError("notFound");
          return orderOf(word);
        },
      },
      runtime: { clock, logger, random: () => 0.5 },
    }),
  );
  return {
    hub,
    clock,
    logged,
    lookUps,
    join: ({ handler, symbols } = {}) => {
      const told: string[] = [];
      const deliver: OrderHandler = (order) => {
        told.push(wordOf(order));
        return handler?.(order);
      };
      const onState = (state: StreamState): void => void told.push(state);
      const { subscriber, logged } = joinFeed(pool, "", deliverOrders(deliver, symbols), { onState });
      return {
        told,
        logged,
        subscription: subscriber.subscription,
        lastLoss: () => subscriber.lastLoss?.reason,
      };
    },
    list: async (...parts) => {
      hub.sink.confirmed();
      for (const part of parts) hub.send([snapshot(...part)]);
      await nextTurn();
    },
  };
}
