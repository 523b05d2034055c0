import type { NewOrder } from "../contract/new-order.ts";
import { OrderSide } from "../cqc/enums.ts";
import type { Product } from "../cqc/messages.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { checkConstant } from "../validation/constant.ts";
import { ORDER_FIELDS } from "../validation/new-order.ts";
import { locateOnGrid } from "../values/decimal.ts";
import { isZero } from "../values/decimal-text.ts";
import { checkAgainst } from "./check-order.ts";
import { type RuledField, readRuledAmounts } from "./ruled-amounts.ts";

const PRICES: ReadonlySet<RuledField> = new Set(["price", "stopPrice"]);

/**
 * An order moved onto its product's grid, and then checked as `checkOrder` does: amounts are cut to the increment below,
 * never up; a price of a buy goes down and one of a sell up, so that it is never worse than what was asked for. An
 * amount that is on the grid keeps its digits. Throws `invalidInput` when a cut amount is zero or below the least.
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
  // With what it inherits: a flag that is lost would be another order.
  const inherited = ORDER_FIELDS.filter((field) => field in order).map((field) => [
    field,
    Reflect.get(order, field),
  ]);
  return checkAgainst(Object.assign({}, order, Object.fromEntries(inherited), rounded), product, call);
}
