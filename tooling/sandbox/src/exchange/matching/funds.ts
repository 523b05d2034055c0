import { type Decimal, ZERO } from "../../numbers/decimal.ts";
import type { VenueState } from "../exchange.ts";
import { markChanged } from "../orders/mark-changed.ts";
import { type Fill, type Order, payingCurrency, remainingSize } from "../orders/order.ts";

/** A triggered bracket works this much beyond its trigger, so that it fills in a market that moves on. */
const BRACKET_SLIPPAGE = "0.05";

/** The limit of a bracket that was set off. How far beyond the trigger Coinbase goes is not in its API documentation. */
export function triggeredBracketLimit({ side, terms: { stopPrice = ZERO }, product }: Order): Decimal {
  const distance = stopPrice.times(BRACKET_SLIPPAGE);
  const onGrid = distance.minus(distance.mod(product.priceIncrement));
  return side === "BUY" ? stopPrice.plus(onGrid) : stopPrice.minus(onGrid);
}

/** What has to be held for what is left of an order with a limit: all of it at the limit, with the fee of a taker. */
export function holdForRemaining(state: VenueState, order: Order): Decimal {
  const remaining = remainingSize(order);
  if (order.side === "SELL") return remaining;
  const { limitPrice = ZERO, type } = order.terms;
  const bracket = type === "BRACKET" ? triggeredBracketLimit(order) : ZERO;
  const worst = limitPrice.gt(bracket) ? limitPrice : bracket;
  return remaining.times(worst).times(state.fees.taker.plus(1));
}

/** Brings an order's hold to `target`. Whoever raises it has looked at what is available first. */
export function adjustHold(state: VenueState, order: Order, target: Decimal): void {
  const change = target.minus(order.hold);
  const currency = payingCurrency(order);
  if (change.gt(ZERO)) state.ledger.hold(currency, change);
  else if (change.lt(ZERO)) state.ledger.release(currency, change.times(-1));
  order.hold = target;
}

/** Moves the money of one execution and writes it down. */
export function applyFill(
  state: VenueState,
  order: Order,
  { price, size, liquidity }: Pick<Fill, "price" | "size" | "liquidity">,
): void {
  const { ledger, fees, random, orders, clock } = state;
  const { product, side } = order;
  const value = price.times(size);
  const commission = value.times(liquidity === "MAKER" ? fees.maker : fees.taker);
  const paid = side === "BUY" ? value.plus(commission) : size;
  ledger.payFromHold(payingCurrency(order), paid);
  order.hold = order.hold.minus(paid);
  if (side === "BUY") ledger.credit(product.base, size);
  else ledger.credit(product.quote, value.minus(commission));
  order.filledSize = order.filledSize.plus(size);
  order.filledValue = order.filledValue.plus(value);
  order.fees = order.fees.plus(commission);
  order.fillCount += 1;
  const time = markChanged(state, order);
  order.lastFillTime = time;
  orders.addFill({
    sequence: orders.fills.length + 1,
    order,
    entryId: random.hex(64),
    tradeId: random.uuid(),
    price,
    size,
    commission,
    liquidity,
    timeMs: clock.now(),
    time,
  });
}
