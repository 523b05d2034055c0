import type { VenueBehaviour } from "../exchange/exchange.ts";
import type { Clock, Timer } from "../time/clock.ts";
import type { RateLimits } from "./rate-limits.ts";

export interface CoinbaseSandboxOptions {
  /** Markets, ids and keys all follow from it: 1 by default. */
  readonly seed?: number;
  /** A clock that can sleep is the timer too, unless there is another. */
  readonly clock?: Clock & Partial<Timer>;
  readonly timer?: Timer;
  /** What is not said stays as it is by default; `false` lifts every limit. */
  readonly rateLimits?: Partial<RateLimits> | false;
  /** Refuses a token whose nonce was used before: true by default. */
  readonly rejectReusedNonce?: boolean;
  readonly behaviour?: Partial<VenueBehaviour>;
  /** 0.4 % and 0.6 % by default, as fractions: "0.004". */
  readonly fees?: { readonly maker: string; readonly taker: string };
  /** Other amounts to start with, for the currencies that have any: `{ USD: "100" }`. */
  readonly balances?: Readonly<Record<string, string>>;
  /** How many levels a side a book is seeded with, where it is not 300: `{ "BTC-USD": 20_000 }`. */
  readonly levels?: Readonly<Record<string, number>>;
  /** How often the markets that somebody listens to move by themselves: never by default. */
  readonly ticksPerSecond?: number;
  /** Keeps the book after each level2 frame, for `truth`: false by default. */
  readonly recordTruth?: boolean;
}

export const DEFAULT_BEHAVIOUR: VenueBehaviour = {
  acceptLatencyMs: 0,
  cancelLatencyMs: 0,
  readLatencyMs: 0,
  duplicateClientOrderId: "return existing",
  streamSnapshot: "after ack",
};

export const DEFAULT_FEES = { maker: "0.004", taker: "0.006" };
