import type { Order, OrderBook, Trade } from "../cqc/messages.ts";
import type { VenueError } from "../errors/venue-error.ts";
import type { CallOptions } from "./call-options.ts";

/** `live`: complete and current. `stale`: data was lost and a new snapshot is awaited. `closed`: ended. */
export type StreamState = "live" | "stale" | "closed";

/** The reason for the end of a subscription. `error` is set when it failed. */
export interface StreamEnd {
  readonly reason: "closed" | "failed";
  readonly error?: VenueError | undefined;
}

/** Options of every stream. `timeoutMs` limits the opening only; `signal` also ends an open stream. */
export interface StreamOptions extends CallOptions {
  /** Called with each new state, before anything else is delivered. */
  readonly onState?: ((state: StreamState) => void) | undefined;
  /** Called with the error that a handler threw. Default: the error is logged. The stream continues. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface SubscribeOptions extends StreamOptions {
  /** Levels per side of delivered books. Default 50; `Infinity` for all. */
  readonly depth?: number | undefined;
}

export interface SubscribeTradesOptions extends StreamOptions {
  /** True to deliver the trades of the first snapshot too. Default false. */
  readonly history?: boolean | undefined;
  /** Called after an interruption when the venue cannot replay all missed trades. Trades within the gap are not delivered. */
  readonly onGap?: ((gap: TradeGap) => void) | undefined;
}

/** The last trade before an interruption, and the first one known after it. */
export interface TradeGap {
  readonly after: Trade;
  readonly before: Trade;
}

export interface SubscribeOrdersOptions extends StreamOptions {
  /** The symbols of the orders to deliver. Default: all. */
  readonly symbols?: readonly string[] | undefined;
}

/** A running stream. */
export interface Subscription extends AsyncDisposable {
  readonly state: StreamState;
  /** Resolves with the reason when the stream has ended. Never rejects. */
  readonly closed: Promise<StreamEnd>;
  close(): Promise<void>;
}

/**
 * Handles the book after each change. A returned promise is awaited; any other result is ignored. While an async handler
 * runs, books conflate, and its next call gets the latest one. When the stream loses sync, the handler gets the last book
 * once more with the state `stale`. Delivered books never change afterwards.
 */
export type OrderBookHandler = (book: OrderBook, context: { readonly state: StreamState }) => unknown;

/** Handles each trade once, in order of time. Trades queue while an async handler runs; an overflow ends the stream. */
export type TradeHandler = (trade: Trade) => unknown;

/**
 * Handles the state of an order after each change. The stream starts with every open order. After an interruption it
 * delivers every open order again, and each order that ended in the meantime.
 */
export type OrderHandler = (order: Order) => unknown;
