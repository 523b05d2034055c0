import type { NewOrder } from "../contract/new-order.ts";
import type { Product } from "../cqc/messages.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { DECIMAL_RULE, isPositiveDecimal, isZero, normalizeDecimal } from "../values/decimal-text.ts";

type RuleField =
  | "quantityIncrement"
  | "quoteQuantityIncrement"
  | "priceIncrement"
  | "minQuantity"
  | "maxQuantity"
  | "minQuoteQuantity"
  | "maxQuoteQuantity";

interface Rules {
  readonly increment: RuleField;
  readonly least?: RuleField;
  readonly most?: RuleField;
}

/** The fields of an order that its product has rules for. */
export type RuledField = "quantity" | "quoteQuantity" | "displayQuantity" | "price" | "stopPrice";

/** The product's fields with the rules, for each field of an order. */
const RULES: Readonly<Record<RuledField, Rules>> = {
  quantity: { increment: "quantityIncrement", least: "minQuantity", most: "maxQuantity" },
  quoteQuantity: {
    increment: "quoteQuantityIncrement",
    least: "minQuoteQuantity",
    most: "maxQuoteQuantity",
  },
  displayQuantity: { increment: "quantityIncrement" },
  price: { increment: "priceIncrement" },
  stopPrice: { increment: "priceIncrement" },
};

/** An amount of an order, with its product's rules for it. */
export interface RuledAmount {
  readonly field: RuledField;
  readonly value: string;
  readonly increment: string | undefined;
  readonly least: string | undefined;
  readonly most: string | undefined;
}

/** Reads the amounts of an order. Throws `invalidInput` when the order is for another product or an amount is not a decimal. */
export function readRuledAmounts(order: NewOrder, product: Product, call: CallContext): RuledAmount[] {
  checkArguments(order, product, call);
  return Object.entries(RULES).flatMap(([name, rules]: [string, Rules]) => {
    const field = name as RuledField;
    const value = order[field];
    if (value === undefined) return [];
    if (!isPositiveDecimal(value)) throw invalidInput(call, field, DECIMAL_RULE);
    const rule = (key: RuleField | undefined) => key && readRule(product, key, call);
    return {
      field,
      value,
      increment: rule(rules.increment),
      least: rule(rules.least),
      most: rule(rules.most),
    };
  });
}

function checkArguments(order: NewOrder, product: Product, call: CallContext): void {
  if (typeof order !== "object" || order === null) throw invalidInput(call, "order", "must be an object");
  if (typeof product !== "object" || product === null)
    throw invalidInput(call, "product", "must be a product");
  if (order.symbol !== product.symbol)
    throw invalidInput(call, "symbol", "must be the symbol of the product");
}

/** Reads a rule of a product. Returns undefined for a rule of zero, which means no rule. */
export function readRule(product: Product, field: RuleField, call: CallContext): string | undefined {
  const text = product[field];
  if (text === undefined) return undefined;
  const rule = typeof text === "string" ? normalizeDecimal(text) : undefined;
  if (rule === undefined || rule.startsWith("-"))
    throw invalidInput(call, `product.${field}`, "must be a decimal");
  return isZero(rule) ? undefined : rule;
}
