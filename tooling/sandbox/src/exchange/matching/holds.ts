import { type Decimal, ZERO } from "../../numbers/decimal.ts";
import type { Exchange } from "../exchange.ts";
import { type Order, payingCurrency, remainingSize } from "../orders/order.ts";

/** The distance of a triggered bracket's limit beyond its trigger, as a fraction, so that it fills in a moving market. */
const BRACKET_SLIPPAGE = "0.05";

/** Returns the limit of a triggered bracket. No venue documents its distance; 5 % is a choice of the sandbox. */
export function triggeredBracketLimit({ side, terms: { stopPrice = ZERO }, product }: Order): Decimal {
  const distance = stopPrice.times(BRACKET_SLIPPAGE);
  const onIncrement = distance.minus(distance.mod(product.priceIncrement));
  return side === "buy" ? stopPrice.plus(onIncrement) : stopPrice.minus(onIncrement);
}

/** Returns the hold for the unfilled size of an order with a limit. A buy holds the value at the limit plus the taker's fee. */
export function holdForRemaining(exchange: Exchange, order: Order): Decimal {
  const remaining = remainingSize(order);
  if (order.side === "sell") return remaining;
  const { limitPrice = ZERO, type } = order.terms;
  const bracket = type === "bracket" ? triggeredBracketLimit(order) : ZERO;
  const worst = limitPrice.gt(bracket) ? limitPrice : bracket;
  return remaining.times(worst).times(exchange.fees.taker.plus(1));
}

/** Sets an order's hold to `target`. The caller has checked the available balance before raising it. */
export function adjustHold(exchange: Exchange, order: Order, target: Decimal): void {
  const change = target.minus(order.hold);
  const currency = payingCurrency(order);
  if (change.gt(ZERO)) exchange.ledger.hold(currency, change);
  else if (change.lt(ZERO)) exchange.ledger.release(currency, change.times(-1));
  order.hold = target;
}
