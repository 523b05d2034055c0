import type { OrderHandler, SubscribeTradesOptions, TradeHandler } from "../contract/subscription.ts";
import type { Order, Trade } from "../cqc/messages.ts";
import type { TradeBatch } from "../feeds/trade-feed.ts";
import { callHandler } from "./call-handler.ts";
import type { Delivery, DeliveryContext } from "./subscriber.ts";

/** Creates a delivery of trades: each once, in order, with the subscriber's symbol. */
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

/** Creates a delivery of orders: each state of an order, in order. `symbols` undefined means all. */
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

/** Trades or orders that may wait for a busy handler. */
const QUEUE_LIMIT = 10_000;

function queueTo<Item extends object>(
  handle: (item: Item) => unknown,
  items: string,
  { state, report, fail }: DeliveryContext,
): (items: readonly Item[]) => void {
  return createQueuedDelivery({
    handle,
    limit: QUEUE_LIMIT,
    hasEnded: () => state() === "closed",
    report,
    overflow: () =>
      fail({
        kind: "unavailable",
        code: "HANDLER_TOO_SLOW",
        reason: `the handler fell more than ${QUEUE_LIMIT} ${items} behind`,
      }),
  });
}

export interface QueuedDeliveryOptions<Item extends object> {
  readonly handle: (item: Item) => unknown;
  /** Items that may wait for a busy handler. */
  readonly limit: number;
  /** Returns true when nothing more may be delivered. */
  readonly hasEnded: () => boolean;
  readonly report: (error: unknown) => void;
  /** More than `limit` items wait. */
  readonly overflow: () => void;
}

/** Returns a function that queues items for a handler and hands them over one by one, in order. It never throws. */
export function createQueuedDelivery<Item extends object>(
  options: QueuedDeliveryOptions<Item>,
): (items: readonly Item[]) => void {
  const { handle, limit, hasEnded, report, overflow } = options;
  let waiting: Item[] = [];
  /** Items at the start of `waiting` that were handed over. They are removed together, because each removal moves the rest. */
  let handed = 0;
  let isRunning = false;

  const finish = (): void => {
    isRunning = false;
    drain();
  };
  const drain = (): void => {
    while (!isRunning && !hasEnded()) {
      const item = waiting[handed];
      if (item === undefined) break;
      handed += 1;
      // Set before the call, because the handler itself may lead to more items.
      isRunning = true;
      isRunning = callHandler(() => handle(item), report, finish);
    }
    if (handed * 2 >= waiting.length || hasEnded()) dropHanded();
  };
  const dropHanded = (): void => {
    waiting = hasEnded() ? [] : waiting.slice(handed);
    handed = 0;
  };

  return (items) => {
    for (const item of items) waiting.push(item);
    drain();
    if (waiting.length - handed <= limit || hasEnded()) return;
    overflow();
    dropHanded();
  };
}

/** Copies a message and its times, so that a handler's changes reach no other handler. */
export function copyMessage<Message extends Order | Trade>(message: Message): Message {
  const copy = { ...message };
  for (const field in copy) {
    const part = copy[field];
    if (typeof part === "object" && part !== null) copy[field] = { ...part };
  }
  return copy;
}
