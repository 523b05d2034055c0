import type { OrderSide } from "@cqvx/core";
import { Liquidity } from "@cqvx/core/in-memory";
import type { OrderEnd, OrderLedger } from "../account/order-ledger.ts";
import type { PaperOrder, PaperTrade } from "../account/paper-order.ts";
import { type Offer, OTHERS, oppositeOf } from "../market/offer-book.ts";
import type { PaperMarket } from "../market/paper-market.ts";
import type { Changes } from "./changes.ts";

/** Carries out what has been decided, in the book and in the account alike. */
export interface Execution {
  /** Trades with these offers; an order of the account takes them when there is an id. */
  take(market: PaperMarket, side: OrderSide, offers: readonly Offer[], takerId?: string): PaperTrade[];
  /** Ends an open order, wherever it waits. */
  withdraw(market: PaperMarket, order: PaperOrder, end: OrderEnd): void;
}

export interface ExecutionParts {
  readonly ledger: OrderLedger;
  readonly changes: Changes;
  readonly now: () => number;
}

export function createExecution({ ledger, changes, now }: ExecutionParts): Execution {
  let trades = 0;

  const takeOffer = (
    { book, product: { symbol }, reach }: PaperMarket,
    side: OrderSide,
    offer: Offer,
    takerId: string | undefined,
  ): PaperTrade => {
    trades += 1;
    const { owner, price, quantity } = offer;
    const trade = { tradeId: String(trades), symbol, side, price, quantity, timeMs: now() };
    book.reduce(oppositeOf(side), offer);
    if (owner !== OTHERS) ledger.fill(owner, trade, Liquidity.MAKER);
    if (takerId !== undefined) ledger.fill(takerId, trade, Liquidity.TAKER);
    reach(price);
    changes.trade(trade);
    return trade;
  };

  return {
    take: (market, side, offers, takerId) => offers.map((offer) => takeOffer(market, side, offer, takerId)),
    withdraw: ({ book, stops }, { orderId, terms: { side, price } }, end) => {
      const isStop = stops.delete(orderId);
      if (!isStop && price !== undefined) book.remove(side, price, orderId);
      ledger.end(orderId, end);
    },
  };
}
