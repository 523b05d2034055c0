import { isSnapshot } from "../../connection/protocol/is-snapshot.ts";
import type {
  StreamState,
  SubscribeTradesOptions,
  Subscription,
  TradeHandler,
} from "../../contract/subscription.ts";
import { OrderSide } from "../../cqc/enums.ts";
import type { Trade } from "../../cqc/messages.ts";
import { createFeedPool } from "../../feeds/feed.ts";
import { createTradeFeed, type TradeEvents } from "../../feeds/trade-feed.ts";
import { deliverTrades } from "../../subscribers/queued-delivery.ts";
import { createFakeHub, type FakeHub, LOSS } from "./fake-hub.ts";
import { joinFeed } from "./test-subscriber.ts";

export const EVENTS: TradeEvents = {
  isSnapshot,
  readTrades: (event, key) =>
    event
      .list("trades")
      .filter((trade) => trade.text("product") === key)
      .map((trade): Trade => {
        const timestamp = trade.timestamp("time");
        return {
          $typeName: "cqc.markets.v1.Trade",
          tradeId: trade.requiredText("id"),
          symbol: key,
          price: trade.requiredDecimal("price"),
          quantity: "1",
          side: trade.text("side") === "SELL" ? OrderSide.SELL : OrderSide.BUY,
          ...(timestamp && { timestamp }),
        };
      }),
};

/** Creates an event with trades of one product. The id of a trade is also its second. */
export function event(type: string, ids: readonly number[], product = "BTC-USD"): object {
  return { type, trades: ids.map((id) => trade(id, product)) };
}

export function trade(
  id: number,
  product = "BTC-USD",
  time: string = new Date(id * 1_000).toISOString(),
): object {
  return { id: String(id), product, price: String(id), time, side: id % 2 === 0 ? "SELL" : "BUY" };
}

export const snapshot = (...ids: readonly number[]): object => event("snapshot", ids);

export const update = (...ids: readonly number[]): object => event("update", ids);

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

export interface Reader {
  readonly subscription: Subscription;
  /** Its states, the ids of its trades as numbers, and gaps as "gap 3-7". */
  readonly told: (string | number)[];
  readonly trades: Trade[];
  readonly errors: unknown[];
}

export interface ReaderOptions extends Pick<SubscribeTradesOptions, "history" | "onGap"> {
  readonly symbol?: string;
  readonly handler?: TradeHandler;
}

export interface Stream {
  readonly hub: FakeHub;
  join(options?: ReaderOptions): Reader;
  lose(): void;
}

export function createStream(events: TradeEvents = EVENTS): Stream {
  const hub = createFakeHub();
  const pool = createFeedPool((key) => createTradeFeed(hub, { channel: "market_trades", key }, events));
  return {
    hub,
    join: ({ symbol = "BTC-USD", handler, history, onGap } = {}) => {
      const told: (string | number)[] = [];
      const trades: Trade[] = [];
      const errors: unknown[] = [];
      const deliver: TradeHandler = (trade) => {
        told.push(Number(trade.tradeId));
        trades.push(trade);
        return handler?.(trade);
      };
      const delivery = deliverTrades(deliver, symbol, {
        history,
        onGap: (gap) => {
          told.push(`gap ${gap.after.tradeId}-${gap.before.tradeId}`);
          return onGap?.(gap);
        },
      });
      const { subscriber } = joinFeed(pool, "BTC-USD", delivery, {
        onState: (state: StreamState) => void told.push(state),
        onError: (error) => void errors.push(error),
      });
      return { subscription: subscriber.subscription, told, trades, errors };
    },
    lose: () => {
      hub.sink.lost(LOSS);
      hub.sink.confirmed();
    },
  };
}
