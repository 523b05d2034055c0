import type { HealthReport, OrderUpdates, Streaming } from "../contract/venue-client.ts";
import type { Order } from "../cqc/messages.ts";
import type { ClientParts } from "../http/client-parts.ts";
import type { VenueCall } from "../http/venue-call.ts";
import { checkDepth } from "../validation/depth.ts";
import { checkSymbol, checkSymbols } from "../validation/identifiers.ts";
import { checkStreamArguments } from "../validation/stream-options.ts";
import type { BookView } from "./book-feed.ts";
import { deliverBooks, deliverOrders, deliverTrades } from "./deliveries.ts";
import type { FeedSource } from "./feed.ts";
import { createSubscriptions } from "./subscriptions.ts";
import type { TradeBatch } from "./trade-feed.ts";

/** Where a client's streams come from. What they are asked with has been checked; they throw where there is no such stream. */
export interface StreamSources {
  books(symbol: string, call: VenueCall): FeedSource<BookView>;
  trades(symbol: string, call: VenueCall): FeedSource<TradeBatch>;
  orders(call: VenueCall): FeedSource<readonly Order[]>;
}

/** The methods that subscribe, and what became of their subscriptions. */
export interface StreamMethods {
  readonly methods: Streaming & OrderUpdates;
  /** None, all live, or at least one stale. */
  state(): HealthReport["streams"];
  /** Ends them all. */
  end(): void;
}

/** By `checkStreamArguments`. */
const CHECKED_BELOW = { ownOptions: "any" } as const;

export function createStreamMethods(
  { calls, runtime }: Pick<ClientParts, "calls" | "runtime">,
  sources: StreamSources,
): StreamMethods {
  const subscriptions = createSubscriptions(runtime.logger);
  const methods: StreamMethods["methods"] = {
    subscribeOrderBook: (symbol, handler, options = {}) =>
      calls.run(
        "subscribeOrderBook",
        options,
        async (call) => {
          checkStreamArguments(handler, options, ["depth"], call);
          const depth = checkDepth(options.depth, call);
          const source = sources.books(checkSymbol(symbol, call), call);
          return subscriptions.open(call, options, source, deliverBooks(handler, symbol, depth));
        },
        CHECKED_BELOW,
      ),
    subscribeTrades: (symbol, handler, options = {}) =>
      calls.run(
        "subscribeTrades",
        options,
        async (call) => {
          checkStreamArguments(handler, options, ["history", "onGap"], call);
          const source = sources.trades(checkSymbol(symbol, call), call);
          return subscriptions.open(call, options, source, deliverTrades(handler, symbol, options));
        },
        CHECKED_BELOW,
      ),
    subscribeOrders: (handler, options = {}) =>
      calls.run(
        "subscribeOrders",
        options,
        async (call) => {
          checkStreamArguments(handler, options, ["symbols"], call);
          const symbols = checkSymbols(options.symbols, call);
          return subscriptions.open(call, options, sources.orders(call), deliverOrders(handler, symbols));
        },
        CHECKED_BELOW,
      ),
  };
  return { methods, state: subscriptions.state, end: subscriptions.end };
}
