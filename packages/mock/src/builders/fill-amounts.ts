import type { Order } from "@cqvx/core";
import { divideDecimals, isZero, multiply, OrderStatus, subtractDecimals } from "@cqvx/core/in-memory";
import { checkAmounts, type Fields } from "./overrides.ts";

type OrderAmounts = Pick<
  Order,
  "status" | "quantity" | "quoteQuantity" | "price" | "filledQuantity" | "remainingQuantity"
>;
type FillAmounts = Pick<Order, "filledQuantity" | "remainingQuantity" | "averagePrice">;

/** The price at which an order without a price is filled. */
const MARKET_PRICE = "50000.00";

/** Decimal places of the quantity that a quote amount buys. */
const QUANTITY_SCALE = 8;

/**
 * Returns the fill amounts of an order. A given `filledQuantity` or `remainingQuantity` decides. Otherwise a FILLED order
 * is filled completely, a PARTIALLY_FILLED order to one half, and any other order not at all.
 */
export function fillAmounts(order: OrderAmounts): Fields<FillAmounts> {
  const { quantity, quoteQuantity, price = MARKET_PRICE, filledQuantity: filled, remainingQuantity } = order;
  checkAmounts({ quantity, quoteQuantity, price, filledQuantity: filled, remainingQuantity });
  const whole = quantity ?? (quoteQuantity && divideDecimals(quoteQuantity, price, QUANTITY_SCALE));
  const filledQuantity = filled ?? filledOf(order, whole);
  return {
    filledQuantity,
    remainingQuantity: quantity && subtractDecimals(quantity, filledQuantity),
    averagePrice: isZero(filledQuantity) ? undefined : price,
  };
}

function filledOf({ status, quantity, remainingQuantity }: OrderAmounts, whole: string | undefined): string {
  if (quantity !== undefined && remainingQuantity !== undefined)
    return subtractDecimals(quantity, remainingQuantity);
  if (whole === undefined) return "0";
  if (status === OrderStatus.FILLED) return whole;
  return status === OrderStatus.PARTIALLY_FILLED ? multiply(whole, "0.5") : "0";
}
