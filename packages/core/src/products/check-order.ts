import type { NewOrder } from "../contract/new-order.ts";
import { nameOf, OrderSide, OrderType, ProductStatus } from "../cqc/enums.ts";
import type { Product } from "../cqc/messages.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { isLess, locateOnGrid, multiply } from "../values/decimal.ts";
import { type RuledAmount, readRule, readRuledAmounts } from "./ruled-amounts.ts";

/**
 * Checks an order against its product: increments, limits and trading status. Returns the order unchanged, or throws
 * `invalidInput` with the field's name. Nothing is sent: the rules are as old as the `product` from `getProducts`. A rule
 * that the venue did not send is not checked.
 */
export function checkOrder<Checked extends NewOrder>(order: Checked, product: Product): Checked {
  return checkAgainst(order, product, { venue: "cqvx", operation: "checkOrder" });
}

/** Checks an order like `checkOrder`, with the operation name of another call in its errors. */
export function checkAgainst<Checked extends NewOrder>(
  order: Checked,
  product: Product,
  call: CallContext,
): Checked {
  const amounts = readRuledAmounts(order, product, call);
  checkStatus(order, product.status, call);
  for (const amount of amounts) checkAmount(amount, call);
  checkWorth(order, product, call);
  return order;
}

const { POST_ONLY, LIMIT_ONLY, CANCEL_ONLY, HALTED, DELISTED } = ProductStatus;

/** The orders that a product accepts, by status. A status that is not listed accepts every order. */
const TAKES: ReadonlyMap<ProductStatus, (order: NewOrder) => boolean> = new Map([
  [POST_ONLY, (order: NewOrder) => order.type === OrderType.LIMIT && order.postOnly === true],
  [LIMIT_ONLY, (order: NewOrder) => order.type === OrderType.LIMIT],
  ...[CANCEL_ONLY, HALTED, DELISTED].map((status) => [status, () => false] as const),
]);

function checkStatus(order: NewOrder, status: ProductStatus, call: CallContext): void {
  if (TAKES.get(status)?.(order) ?? true) return;
  const name = nameOf(ProductStatus, status);
  throw invalidInput(call, "symbol", `is ${name} and does not accept this order now`, `PRODUCT_${name}`);
}

function checkAmount({ field, value, increment, least, most }: RuledAmount, call: CallContext): void {
  if (increment !== undefined && locateOnGrid(value, increment).below !== value) {
    throw invalidInput(call, field, `must be a multiple of ${increment}`, "NOT_A_MULTIPLE");
  }
  if (least !== undefined && isLess(value, least))
    throw invalidInput(call, field, `must be at least ${least}`, "TOO_SMALL");
  if (most !== undefined && isLess(most, value))
    throw invalidInput(call, field, `must be at most ${most}`, "TOO_LARGE");
}

/**
 * Checks the minimum quote quantity of a buy, whose price limits its value. A sell is not checked, because it can fill above
 * its price.
 */
function checkWorth({ side, quantity, price }: NewOrder, product: Product, call: CallContext): void {
  const least = readRule(product, "minQuoteQuantity", call);
  if (side !== OrderSide.BUY || quantity === undefined || price === undefined || least === undefined) return;
  if (isLess(multiply(price, quantity), least))
    throw invalidInput(call, "quantity", `at this price must be worth at least ${least}`, "TOO_SMALL");
}
