import type { OrderBook, Trade } from "../cqc/messages.ts";
import type { VenueError } from "../errors/venue-error.ts";
import type { CallOptions } from "./call-options.ts";

/** `live`: whole and current. `stale`: something was lost and a new snapshot is awaited. `closed`: over. */
export type StreamState = "live" | "stale" | "closed";

/** Why a subscription ended. */
export interface StreamEnd {
  readonly reason: "closed" | "failed";
  readonly error?: VenueError | undefined;
}

export interface SubscribeOptions extends CallOptions {
  /** Levels a side of delivered books. Default 50; `Infinity` for all. */
  readonly depth?: number | undefined;
  readonly onState?: ((state: StreamState) => void) | undefined;
}

export interface SubscribeTradesOptions extends CallOptions {
  /** Also the trades of the first snapshot. Default false. */
  readonly history?: boolean | undefined;
  readonly onState?: ((state: StreamState) => void) | undefined;
}

/** A running stream. */
export interface Subscription extends AsyncDisposable {
  readonly state: StreamState;
  /** Resolves with the reason when the stream is over; never rejects. */
  readonly closed: Promise<StreamEnd>;
  close(): Promise<void>;
}

/** The next book waits for an async handler, and is then the latest. */
export type OrderBookHandler = (
  book: OrderBook,
  context: { readonly state: StreamState },
) => void | Promise<void>;

export type TradeHandler = (trade: Trade) => void | Promise<void>;
