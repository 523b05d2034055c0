import type { CallContext, Product } from "@cqvx/core";
import { checkKnownFields, invalidInput, nameOf, ProductStatus, withPresent } from "@cqvx/core/in-memory";
import { readPositive } from "../market/read-book.ts";
import { readNotNegative } from "./read-options.ts";

const INCREMENTS = ["quantityIncrement", "quoteQuantityIncrement", "priceIncrement"] as const;
const LIMITS = ["minQuantity", "maxQuantity", "minQuoteQuantity", "maxQuoteQuantity"] as const;

type RuleField = (typeof INCREMENTS)[number] | (typeof LIMITS)[number];

/** The rules of a product that a test can set. */
export type ProductRules = {
  readonly [Field in RuleField | "status"]?: Product[Field] | undefined;
};

const DEFAULT_INCREMENTS = {
  quantityIncrement: "0.00000001",
  quoteQuantityIncrement: "0.01",
  priceIncrement: "0.01",
} as const;

/** The statuses that a test may set. AUCTION is missing: the exchange cannot collect orders without matching them. */
const STATUSES: ReadonlySet<unknown> = new Set(
  Object.values(ProductStatus).filter(
    (status) => status !== ProductStatus.UNSPECIFIED && status !== ProductStatus.AUCTION,
  ),
);

/** Creates a product from the test's rules. Missing rules have their defaults. */
export function createProduct(symbol: string, rules: ProductRules = {}, factory: CallContext): Product {
  const field = `products.${symbol}`;
  checkKnownFields(rules, [...INCREMENTS, ...LIMITS, "status"], field, factory);
  const { status = ProductStatus.TRADING } = rules;
  if (!STATUSES.has(status))
    throw invalidInput(factory, `${field}.status`, "must be a constant of ProductStatus, AUCTION excepted");
  const [baseAsset = "", quoteAsset = ""] = symbol.split("-");
  const product: Product = {
    $typeName: "cqc.venues.v1.Product",
    symbol,
    baseAsset,
    quoteAsset,
    status,
    venueStatus: nameOf(ProductStatus, status),
  };
  return withPresent(product, {
    ...DEFAULT_INCREMENTS,
    ...readRules(INCREMENTS, rules, (rule, name) => readPositive(rule, `${field}.${name}`, factory)),
    ...readRules(LIMITS, rules, (rule, name) => readNotNegative(rule, `${field}.${name}`, factory)),
  });
}

function readRules(
  names: readonly RuleField[],
  rules: ProductRules,
  read: (rule: string, name: RuleField) => string,
): Partial<Record<RuleField, string>> {
  const given: Partial<Record<RuleField, string>> = {};
  for (const name of names) {
    const rule = rules[name];
    if (rule !== undefined) given[name] = read(rule, name);
  }
  return given;
}
