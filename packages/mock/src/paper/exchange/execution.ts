import type { OrderSide } from "@cqvx/core";
import { Liquidity } from "@cqvx/core/in-memory";
import type { OrderEnd, OrderLedger } from "../account/order-ledger.ts";
import type { PaperOrder, PaperTrade } from "../account/paper-order.ts";
import { type Offer, OTHERS, oppositeOf } from "../market/offer-book.ts";
import type { PaperMarket } from "../market/paper-market.ts";
import type { Changes } from "./changes.ts";

/** Executes trades and cancels, in the book and in the account. */
export interface Execution {
  /** Trades with the given offers. `takerId` is the account's order that takes them; absent when another trader does. */
  take(market: PaperMarket, side: OrderSide, offers: readonly Offer[], takerId?: string): PaperTrade[];
  /** Ends an open order, in the book or among the stops. */
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
