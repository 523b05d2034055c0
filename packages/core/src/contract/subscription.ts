import type { Order, OrderBook, Trade } from "../cqc/messages.ts";
import type { VenueError } from "../errors/venue-error.ts";
import type { CallOptions } from "./call-options.ts";

/** `live`: whole and current. `stale`: something was lost and a new snapshot is awaited. `closed`: over. */
export type StreamState = "live" | "stale" | "closed";

/** Why a subscription ended. */
export interface StreamEnd {
  readonly reason: "closed" | "failed";
  readonly error?: VenueError | undefined;
}

/** `timeoutMs` is for opening the stream; the signal also ends it when it stands. */
export interface StreamOptions extends CallOptions {
  /** Called with the state whenever it changes, before anything else is delivered. */
  readonly onState?: ((state: StreamState) => void) | undefined;
  /** Called with what a handler threw; without it that is logged. The stream goes on. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface SubscribeOptions extends StreamOptions {
  /** Levels a side of delivered books. Default 50; `Infinity` for all. */
  readonly depth?: number | undefined;
}

export interface SubscribeTradesOptions extends StreamOptions {
  /** Also the trades of the first snapshot. Default false. */
  readonly history?: boolean | undefined;
  /** Called after an interruption that was longer than the venue's memory: trades between these two were not delivered. */
  readonly onGap?: ((gap: TradeGap) => void) | undefined;
}

/** The last trade before an interruption, and the first one known after it. */
export interface TradeGap {
  readonly after: Trade;
  readonly before: Trade;
}

export interface SubscribeOrdersOptions extends StreamOptions {
  /** Only orders of these symbols. */
  readonly symbols?: readonly string[] | undefined;
}

/** A running stream. */
export interface Subscription extends AsyncDisposable {
  readonly state: StreamState;
  /** Resolves with the reason when the stream is over; never rejects. */
  readonly closed: Promise<StreamEnd>;
  close(): Promise<void>;
}

/**
 * Given the book after each change. What a handler returns is awaited when it is a promise, and else ignored. While an async handler is at work, books conflate: it is next given the latest. When
 * the stream loses sync it is given the last book once more, with the state `stale`. What it is given stays as it is.
 */
export type OrderBookHandler = (book: OrderBook, context: { readonly state: StreamState }) => unknown;

/** Given each trade once, in order of time. While an async handler is at work, trades queue; too many end the stream. */
export type TradeHandler = (trade: Trade) => unknown;

/**
 * Given an order's state whenever it changes, and first that of every open order. After an interruption every open order
 * comes again, and so does each that ended meanwhile.
 */
export type OrderHandler = (order: Order) => unknown;
