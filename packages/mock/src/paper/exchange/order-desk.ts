import type { CallContext } from "@cqvx/core";
import { type CheckedOrder, isZero, OrderStatus, OrderType } from "@cqvx/core/in-memory";
import { isFinal } from "../../venue/is-final.ts";
import { costOf, expiryOf, isStopReached, matchOf, sizeOf } from "../account/order-demands.ts";
import type { OrderLedger } from "../account/order-ledger.ts";
import type { PaperAccount } from "../account/paper-account.ts";
import { canRest, type FeeRates, lockedFor, type PaperOrder } from "../account/paper-order.ts";
import type { PaperMarket } from "../market/paper-market.ts";
import type { Execution } from "./execution.ts";
import { buysNothing, checkRules, refusal, unknownOrder } from "./refusals.ts";

/** Accepts the account's orders and manages them until they are final. */
export interface OrderDesk {
  /** Places an order and returns its first state, before any fill. */
  place(terms: CheckedOrder, market: PaperMarket, call: CallContext): PaperOrder;
  cancel(orderId: string, call: CallContext): void;
  /** Expires the orders whose time has passed. */
  expire(): void;
  /** Triggers the stop orders whose price was reached, including the ones that other stops cause. */
  triggerStops(): void;
}

export interface OrderDeskParts {
  readonly account: PaperAccount;
  readonly rates: FeeRates;
  readonly ledger: OrderLedger;
  readonly execution: Execution;
  readonly markets: ReadonlyMap<string, PaperMarket>;
  readonly now: () => number;
  readonly newOrderId: () => string;
}

export function createOrderDesk(parts: OrderDeskParts): OrderDesk {
  const { account, rates, ledger, execution, markets, now, newOrderId } = parts;

  const begin = (terms: CheckedOrder, { product }: PaperMarket): PaperOrder => ({
    orderId: newOrderId(),
    terms,
    baseAsset: product.baseAsset,
    quoteAsset: product.quoteAsset,
    rest: sizeOf(terms, product.quantityIncrement ?? "0", rates),
    status: OrderStatus.OPEN,
    rejectReason: "",
    filledQuantity: "0",
    filledQuoteQuantity: "0",
    fee: "0",
    createdMs: now(),
    updatedMs: now(),
  });

  const check = (order: PaperOrder, market: PaperMarket, call: CallContext): void => {
    if (expiryOf(order) <= now()) throw refusal(call, "EXPIRE_TIME_PASSED");
    checkRules(withQuantity(order), market.product, call);
    if (order.terms.type === OrderType.STOP_LIMIT) {
      if (isStopReached(order, market)) throw refusal(call, "STOP_PRICE_REACHED");
      if (!account.affords(lockedFor(order, rates))) throw refusal(call, "INSUFFICIENT_FUND");
      return;
    }
    const found = matchOf(order, market);
    if (found.isWhole && found.takes.length === 0) throw buysNothing(call);
    const isTaking = found.takes.length + found.inTheWay.length > 0;
    if (order.terms.postOnly === true && isTaking) throw refusal(call, "POST_ONLY_WOULD_TAKE");
    if (!account.affords(costOf(order, found, rates))) throw refusal(call, "INSUFFICIENT_FUND");
  };

  /** Fills an order from the book. The rest of it rests in the book or is cancelled. */
  const work = (order: PaperOrder, market: PaperMarket): void => {
    const { orderId, terms } = order;
    const { inTheWay, takes, isWhole } = matchOf(order, market);
    for (const id of inTheWay) withdraw(ledger.find(id), market, OrderStatus.CANCELLED, "SELF_TRADE");
    execution.take(market, terms.side, takes, orderId);
    const worked = ledger.find(orderId);
    if (worked === undefined || isFinal(worked)) return;
    const { rest } = worked;
    if (isWhole) ledger.end(orderId, { status: OrderStatus.FILLED, timeMs: now() });
    else if (canRest(worked) && terms.price !== undefined) {
      market.book.join(terms.side, { owner: orderId, price: terms.price, quantity: rest.amount });
    } else ledger.end(orderId, { status: OrderStatus.CANCELLED, timeMs: now() });
  };

  const withdraw = (
    order: PaperOrder | undefined,
    market: PaperMarket | undefined,
    status: OrderStatus,
    rejectReason = "",
  ): void => {
    if (order === undefined || market === undefined) return;
    const timeMs = status === OrderStatus.EXPIRED ? expiryOf(order) : now();
    execution.withdraw(market, order, { status, timeMs, rejectReason });
  };

  const firstReachedStop = (market: PaperMarket): PaperOrder | undefined =>
    [...market.stops]
      .flatMap((orderId) => ledger.find(orderId) ?? [])
      .find((order) => isStopReached(order, market));

  return {
    place: (terms, market, call) => {
      const earlier = ledger.findByClientOrderId(terms.clientOrderId);
      if (earlier !== undefined) {
        // The fields of checked orders always have the same order, so their JSON texts can be compared.
        if (JSON.stringify(earlier.terms) === JSON.stringify(terms)) return earlier;
        throw refusal(call, "DUPLICATE_CLIENT_ORDER_ID");
      }
      checkRules(terms, market.product, call);
      const order = begin(terms, market);
      check(order, market, call);
      ledger.add(order);
      if (terms.type === OrderType.STOP_LIMIT) market.stops.add(order.orderId);
      else work(order, market);
      return order;
    },
    cancel: (orderId, call) => {
      const order = ledger.find(orderId);
      if (order === undefined) throw unknownOrder(call);
      if (isFinal(order)) throw refusal(call, "ORDER_IS_OVER");
      withdraw(order, markets.get(order.terms.symbol), OrderStatus.CANCELLED);
    },
    expire: () => {
      const expired = ledger.open().filter((order) => expiryOf(order) <= now());
      for (const order of expired.sort((left, right) => expiryOf(left) - expiryOf(right)))
        withdraw(order, markets.get(order.terms.symbol), OrderStatus.EXPIRED);
    },
    triggerStops: () => {
      for (const market of markets.values()) {
        for (let stop = firstReachedStop(market); stop !== undefined; stop = firstReachedStop(market)) {
          market.stops.delete(stop.orderId);
          work(stop, market);
        }
        market.forgetReached();
      }
    },
  };
}

/** Returns the terms with the quantity that the quote amount buys at the order's price. */
function withQuantity({ terms, rest }: PaperOrder): CheckedOrder {
  const { quoteQuantity, ...others } = terms;
  const isDerived = quoteQuantity !== undefined && terms.price !== undefined && !isZero(rest.amount);
  return isDerived ? { ...others, quantity: rest.amount } : terms;
}
