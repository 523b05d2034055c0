import type {
  OrderBookHandler,
  OrderHandler,
  SubscribeTradesOptions,
  TradeHandler,
} from "../contract/subscription.ts";
import type { Order, OrderBook, Trade } from "../cqc/messages.ts";
import type { BookView } from "../feeds/book-feed.ts";
import type { TradeBatch } from "../feeds/trade-feed.ts";
import { callHandler } from "./call-handler.ts";
import { copyMessage } from "./copy-message.ts";
import { createLatestDelivery } from "./latest-delivery.ts";
import { createQueuedDelivery } from "./queued-delivery.ts";
import type { Delivery, DeliveryContext } from "./subscriber.ts";

/** Trades or orders that may wait for a handler at work. */
const QUEUE_LIMIT = 10_000;

/** Books conflate: a handler is given the latest, and once the last one when the stream goes stale. */
export function deliverBooks(
  handler: OrderBookHandler,
  symbol: string,
  depth: number,
): (context: DeliveryContext) => Delivery<BookView> {
  return ({ state, report }) => {
    let view: BookView | undefined;
    let last: OrderBook | undefined;
    const run = createLatestDelivery(() => {
      const now = state();
      if (now === "live") last = view?.read(symbol, depth);
      return now === "closed" || last === undefined ? undefined : handler(last, { state: now });
    }, report);
    return {
      deliver: (latest) => {
        view = latest;
        run();
      },
      stale: run,
    };
  };
}

/** Each trade once, in order, under the symbol that was asked for. */
export function deliverTrades(
  handler: TradeHandler,
  symbol: string,
  { history = false, onGap }: SubscribeTradesOptions,
): (context: DeliveryContext) => Delivery<TradeBatch> {
  const labelled = (trade: Trade): Trade => {
    const copy = copyMessage(trade);
    copy.symbol = symbol;
    return copy;
  };
  return (context) => {
    const push = queueTo(handler, "trades", context);
    return {
      deliver: ({ trades, isHistory, gap }) => {
        if (isHistory && !history) return;
        if (gap !== undefined && onGap !== undefined) {
          const labelledGap = { after: labelled(gap.after), before: labelled(gap.before) };
          callHandler(() => onGap(labelledGap), context.report);
        }
        push(trades.map(labelled));
      },
    };
  };
}

/** Each state of an order, in order. */
export function deliverOrders(
  handler: OrderHandler,
  symbols: readonly string[] | undefined,
): (context: DeliveryContext) => Delivery<readonly Order[]> {
  const wanted = symbols === undefined ? undefined : new Set(symbols);
  return (context) => {
    const push = queueTo(handler, "orders", context);
    return {
      deliver: (orders) =>
        push(orders.filter(({ symbol }) => wanted?.has(symbol) !== false).map(copyMessage)),
    };
  };
}

function queueTo<Item extends object>(
  handle: (item: Item) => unknown,
  what: string,
  { state, report, fail }: DeliveryContext,
): (items: readonly Item[]) => void {
  return createQueuedDelivery({
    handle,
    limit: QUEUE_LIMIT,
    isOver: () => state() === "closed",
    report,
    overflow: () =>
      fail({
        kind: "unavailable",
        code: "HANDLER_TOO_SLOW",
        reason: `the handler fell more than ${QUEUE_LIMIT} ${what} behind`,
      }),
  });
}
