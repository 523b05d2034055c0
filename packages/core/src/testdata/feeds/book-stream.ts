import { isSnapshot } from "../../connection/protocol/is-snapshot.ts";
import type { OrderBookHandler, StreamState, Subscription } from "../../contract/subscription.ts";
import type { OrderBook } from "../../cqc/messages.ts";
import { type BookEvents, createBookFeed } from "../../feeds/book-feed.ts";
import { createFeedPool } from "../../feeds/feed.ts";
import { createLevelReader } from "../../order-book/read-levels.ts";
import { deliverBooks } from "../../subscribers/book-delivery.ts";
import { createFakeHub, type FakeHub } from "./fake-hub.ts";
import { joinFeed } from "./test-subscriber.ts";

export const EVENTS: BookEvents = {
  isSnapshot,
  readLevels: createLevelReader({
    levels: "updates",
    price: "price",
    quantity: "quantity",
    side: "side",
    sides: { bid: "bids", offer: "asks" },
  }),
};

export type Level = readonly [side: "bid" | "offer", price: string, quantity: string];

function event(type: string, levels: readonly Level[]): object {
  return { type, updates: levels.map(([side, price, quantity]) => ({ side, price, quantity })) };
}

export const snapshot = (...levels: readonly Level[]): object => event("snapshot", levels);

export const update = (...levels: readonly Level[]): object => event("update", levels);

export const SNAPSHOT: object = snapshot(
  ["bid", "100", "1"],
  ["bid", "99", "2"],
  ["offer", "101", "3"],
  ["offer", "102", "4"],
);

/** Writes a book as "100×1 99×2 | 101×3 102×4". */
export function write({ bids, asks }: OrderBook): string {
  const side = (levels: OrderBook["bids"]): string =>
    levels.map(({ price, quantity }) => `${price}×${quantity}`).join(" ");
  return `${side(bids)} | ${side(asks)}`;
}

export interface Reader {
  readonly subscription: Subscription;
  /** Its states, and "state: book" for each call of its handler. */
  readonly told: string[];
  readonly books: OrderBook[];
  readonly errors: unknown[];
}

export interface ReaderOptions {
  readonly symbol?: string;
  readonly depth?: number;
  readonly handler?: OrderBookHandler;
  readonly onState?: (state: StreamState) => void;
}

export interface Stream {
  readonly hub: FakeHub;
  join(options?: ReaderOptions): Reader;
  /** Confirms the topic and sends its first snapshot. */
  live(): void;
}

export function createStream(events: BookEvents = EVENTS): Stream {
  const hub = createFakeHub();
  const pool = createFeedPool((key) => createBookFeed(hub, { channel: "level2", key }, events));
  return {
    hub,
    join: (options = {}) => {
      const { symbol = "BTC-USD", depth = 50, handler, onState } = options;
      const told: string[] = [];
      const books: OrderBook[] = [];
      const errors: unknown[] = [];
      const deliver: OrderBookHandler = (book, context) => {
        books.push(book);
        told.push(`${context.state}: ${write(book)}`);
        return handler?.(book, context);
      };
      const { subscriber } = joinFeed(pool, "BTC-USD", deliverBooks(deliver, symbol, depth), {
        onState: (state) => {
          told.push(state);
          onState?.(state);
        },
        onError: (error) => void errors.push(error),
      });
      return { subscription: subscriber.subscription, told, books, errors };
    },
    live: () => {
      hub.sink.confirmed();
      hub.send([SNAPSHOT]);
    },
  };
}

export const FIRST = "live: 100×1 99×2 | 101×3 102×4";
