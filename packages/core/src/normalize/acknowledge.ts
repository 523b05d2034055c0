import { OrderStatus } from "../cqc/enums.ts";
import type { ExecutionReport } from "../cqc/messages.ts";
import type { CheckedOrder } from "../validation/orders/new-order.ts";
import { withPresent } from "../values/with-present.ts";
import { EMPTY_REPORT } from "./empty-messages.ts";

/** Returns the report of an order that the venue accepted under this id: the order as sent, SUBMITTED, without a fill. */
export function acknowledge(order: CheckedOrder, orderId: string): ExecutionReport {
  const { clientOrderId, symbol, side, type, timeInForce } = order;
  const { quantity, quoteQuantity, price, stopPrice } = order;
  return withPresent<ExecutionReport>(
    {
      ...EMPTY_REPORT,
      orderId,
      clientOrderId,
      symbol,
      side,
      type,
      timeInForce,
      status: OrderStatus.SUBMITTED,
    },
    { quantity, quoteQuantity, price, stopPrice },
  );
}
