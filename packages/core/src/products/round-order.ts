import type { NewOrder } from "../contract/new-order.ts";
import { OrderSide } from "../cqc/enums.ts";
import type { Product } from "../cqc/messages.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { checkConstant } from "../validation/constant.ts";
import { ORDER_FIELDS } from "../validation/orders/new-order.ts";
import { locateOnGrid } from "../values/decimal.ts";
import { isZero } from "../values/decimal-text.ts";
import { checkAgainst } from "./check-order.ts";
import { type RuledField, readRuledAmounts } from "./ruled-amounts.ts";

const PRICES: ReadonlySet<RuledField> = new Set(["price", "stopPrice"]);

/**
 * Rounds an order to its product's increments and then checks it like `checkOrder`. Amounts are rounded down. The price of a
 * buy is rounded down and the price of a sell is rounded up, so that it is never worse than the given one. A value that is
 * already a multiple keeps its digits. Throws `invalidInput` when a rounded amount is zero or below the minimum.
 */
export function roundOrder<Rounded extends NewOrder>(order: Rounded, product: Product): Rounded {
  const call: CallContext = { venue: "cqvx", operation: "roundOrder" };
  checkConstant(order?.side, OrderSide, "side", call);
  const rounded: Partial<Record<RuledField, string>> = {};
  for (const { field, value, increment } of readRuledAmounts(order, product, call)) {
    if (increment === undefined) continue;
    const { below, above } = locateOnGrid(value, increment);
    const isRaised = PRICES.has(field) && order.side === OrderSide.SELL;
    rounded[field] = isRaised ? above : below;
    if (isZero(rounded[field])) {
      throw invalidInput(call, field, `is less than the increment of ${increment}`, "TOO_SMALL");
    }
  }
  // Inherited fields are copied too: without such a flag it would be a different order.
  const inherited = ORDER_FIELDS.filter((field) => field in order).map((field) => [
    field,
    Reflect.get(order, field),
  ]);
  return checkAgainst(Object.assign({}, order, Object.fromEntries(inherited), rounded), product, call);
}
