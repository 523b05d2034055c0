import type { Exchange } from "../exchange.ts";
import { markChanged } from "../orders/mark-changed.ts";
import { type Fill, type Order, payingCurrency } from "../orders/order.ts";

/** Moves the money of one execution, updates the order and records the fill. */
export function applyFill(
  exchange: Exchange,
  order: Order,
  { price, size, liquidity }: Pick<Fill, "price" | "size" | "liquidity">,
): void {
  const { ledger, fees, ids, orders, clock } = exchange;
  const { product, side } = order;
  const value = price.times(size);
  const commission = value.times(fees[liquidity]);
  const paid = side === "buy" ? value.plus(commission) : size;
  ledger.payFromHold(payingCurrency(order), paid);
  order.hold = order.hold.minus(paid);
  if (side === "buy") ledger.credit(product.base, size);
  else ledger.credit(product.quote, value.minus(commission));
  order.filledSize = order.filledSize.plus(size);
  order.filledValue = order.filledValue.plus(value);
  order.fees = order.fees.plus(commission);
  order.fillCount += 1;
  const timeUs = markChanged(exchange, order);
  order.lastFillUs = timeUs;
  orders.addFill({
    sequence: orders.fills.length + 1,
    order,
    fillId: ids.hex(64),
    tradeId: ids.uuid(),
    price,
    size,
    commission,
    liquidity,
    timeMs: clock.now(),
    timeUs,
  });
}
