import { type Decimal, ZERO } from "../../numbers/decimal.ts";
import type { Exchange } from "../exchange.ts";
import { planOrder } from "../matching/execution.ts";
import { type Order, remainingSize } from "./order.ts";

/** The expected result of an order, in quote currency unless a field says otherwise. */
export interface OrderEstimate {
  /** Value with commission: the cost of a buy, the proceeds of a sell. */
  readonly total: Decimal;
  readonly commission: Decimal;
  /** Value without commission: of the part that trades at once and of the part that rests. */
  readonly value: Decimal;
  /** In base currency. */
  readonly size: Decimal;
  /** Size in base currency and value of the part that trades at once. */
  readonly taken: { readonly size: Decimal; readonly value: Decimal };
}

/** Estimates a drafted order against the book. The part that rests is priced at its limit, with the maker's fee. */
export function estimateOrder(exchange: Exchange, order: Order): OrderEstimate {
  const { ledger, fees } = exchange;
  // A draft holds nothing. The budget of a market order is its quote size, or else the whole balance.
  const budget = order.terms.quoteSize ?? ledger.available(order.product.quote);
  const plan = planOrder(exchange, { ...order, hold: budget });
  const unfilled = remainingSize(order).minus(plan.size);
  const resting = unfilled.times(order.workingLimit ?? ZERO);
  const isResting = resting.gt(ZERO);
  const value = isResting ? plan.value.plus(resting) : plan.value;
  const takerFee = plan.value.times(fees.taker);
  const commission = isResting ? takerFee.plus(resting.times(fees.maker)) : takerFee;
  return {
    total: order.side === "buy" ? value.plus(commission) : value.minus(commission),
    commission,
    value,
    size: order.baseSize ?? plan.size,
    taken: { size: plan.size, value: plan.value },
  };
}
