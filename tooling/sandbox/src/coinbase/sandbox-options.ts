import type { Clock, Timer } from "../time/clock.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { VenueBehaviour } from "./state.ts";

export interface CoinbaseSandboxOptions {
  /** Seed of markets, ids and keys: 1 by default. */
  readonly seed?: number;
  /** The system's clock by default. A clock with `sleep` is the default `timer` too. */
  readonly clock?: Clock & Partial<Timer>;
  readonly timer?: Timer;
  /** Limits that replace the defaults one by one; `false` disables all limits. */
  readonly rateLimits?: Partial<RateLimits> | false;
  /** True to refuse a token with a used nonce: true by default. */
  readonly rejectReusedNonce?: boolean;
  readonly behaviour?: Partial<VenueBehaviour>;
  /** Fractions of an execution's value: "0.004" and "0.006" by default. */
  readonly fees?: { readonly maker: string; readonly taker: string };
  /** Opening amounts that replace the defaults of funded currencies: `{ USD: "100" }`. */
  readonly balances?: Readonly<Record<string, string>>;
  /** Levels on each side of a seeded book, 300 by default: `{ "BTC-USD": 20_000 }`. */
  readonly levels?: Readonly<Record<string, number>>;
  /** Steps a second of the markets that somebody listens to: 0 by default. */
  readonly ticksPerSecond?: number;
  /** True to keep the book after each level2 frame for `truth`: false by default. */
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
