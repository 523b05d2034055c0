/** A reply with a missing or wrong field gives a VenueError, or a result whose amounts are all in the reply. */
import { isVenueError, OrderSide, OrderType } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { type CoinbaseClient, createCoinbaseClient } from "../../client.ts";
import {
  areEqual,
  type ExactDecimal,
  negate,
  product,
  readExact,
  sum,
} from "../../testdata/exact-decimal.ts";
import { type Fixture, fixturesOf, type Json } from "../../testdata/fixtures/fixtures.ts";
import { mutationsOf } from "../../testdata/mutations.ts";

const ORDER = {
  symbol: "SOL-USD",
  side: OrderSide.BUY,
  type: OrderType.LIMIT,
  quantity: "31.0625",
  price: "17.0625",
  clientOrderId: "mine-8",
};

type Call = (client: CoinbaseClient, input: Json) => Promise<unknown>;

const CALLS: Readonly<Record<string, Call>> = {
  "rest.accounts.response": (client) => client.getBalance({ includeZero: true }),
  "rest.batch_cancel.response": (client, input) => client.cancelOrder(Object(input).results[1].order_id),
  "rest.best_bid_ask.response": (client) => client.getPrices(["SOL-USD", "ETH-EUR"]),
  "rest.create_order.response": (client) => client.placeOrder(ORDER),
  "rest.edit_order.response": (client) => client.editOrder("order-1", { price: ORDER.quantity }),
  "rest.error": (client) => client.placeOrder(ORDER),
  "rest.get_order.response": (client) => client.getOrder("order-1"),
  "rest.list_fills.response": (client) => client.getFills(),
  "rest.list_orders.response": (client) => client.getOrders(),
  "rest.list_products.response": (client) => client.getProducts(),
  "rest.market_trades.response": (client) => client.getTrades("SOL-USD"),
  "rest.portfolios.response": (client) => client.getPortfolios(),
  "rest.preview.response": (client) => client.previewOrder(ORDER),
  "rest.product_book.response": (client, input) => client.getOrderBook(Object(input).pricebook.product_id),
  "rest.time.response": (client) => client.health(),
};

/** An order that can be edited. Its price is an amount of the order above. */
const openOrder = (limit_price: string) => ({
  order_id: "order-1",
  status: "OPEN",
  order_configuration: { limit_limit_gtc: { base_size: ORDER.quantity, limit_price } },
});

/**
 * Runs the call of a fixture's kind with `text` as its reply, and returns the result or the error. The reply is the first one;
 * an edit reads the order before and after it. Other replies are that order and empty last pages.
 */
async function outcomeOf({ kind, input, status }: Fixture, text: string): Promise<unknown> {
  let replies = 0;
  const isMeant = (url: string): boolean =>
    kind === "rest.edit_order.response" ? url.endsWith("/orders/edit") : replies === 1;
  const client = createCoinbaseClient(
    { signer: { sign: () => ({ "x-signed": "yes" }) }, orderSafety: { cancelMs: 0 } },
    {
      logger: false,
      fetch: async (url) => {
        replies += 1;
        if (isMeant(url)) return new Response(text, { status });
        const pages = { accounts: [], orders: [], fills: [], products: [], has_next: false };
        return Response.json({ order: openOrder(replies > 2 ? ORDER.quantity : ORDER.price), ...pages });
      },
    },
  );
  const call = CALLS[kind] ?? expect.fail(`no call reads a ${kind}`);
  return call(client, input).catch((error: unknown) => error);
}

const DECIMAL_FIELD =
  /(?:quantity|price|fee|total|available|locked|^bid|^ask|bestBid|bestAsk|slippage)$|Quantity$|Price$/;
const PLAIN_DECIMAL = /^-?\d+(?:\.\d+)?$/;

type Fields = Readonly<Record<string, unknown>>;

/** Lists every object within a value, including the value. */
function objectsIn(value: unknown): Fields[] {
  if (typeof value !== "object" || value === null) return [];
  const within = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? within : [{ ...value }, ...within];
}

/** Lists every decimal of a reply, under any name. */
function decimalsIn(value: unknown): ExactDecimal[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(decimalsIn);
  const read = typeof value === "string" || typeof value === "number" ? readExact(String(value)) : undefined;
  return read === undefined ? [] : [read];
}

/** Sums one asset over the accounts of a reply. The last entry of an account counts. */
function heldOf(reply: Json, asset: unknown, field: "available_balance" | "hold"): ExactDecimal {
  const accounts: readonly Json[] = Object(reply).accounts ?? [];
  const byId = new Map(accounts.map((account) => [String(Object(account).uuid), Object(account)]));
  return [...byId.values()]
    .filter(({ currency }) => String(currency) === asset)
    .map((account) => readExact(String(Object(account[field]).value ?? "")) ?? { digits: 0n, scale: 0 })
    .reduce(sum, { digits: 0n, scale: 0 });
}

/** True when an amount is the documented sum, difference or quotient of its field. */
function isDerived(key: string, amount: ExactDecimal, parent: Fields, reply: Json): boolean {
  const other = (name: string): ExactDecimal | undefined => readExact(String(parent[name] ?? ""));
  const [quantity, filled, spent, price] = [
    other("quantity"),
    other("filledQuantity"),
    other("lastQuoteQuantity"),
    other("lastPrice"),
  ];
  switch (key) {
    case "available":
      return areEqual(amount, heldOf(reply, parent.asset, "available_balance"));
    case "locked":
      return areEqual(amount, heldOf(reply, parent.asset, "hold"));
    case "total": {
      const held = [heldOf(reply, parent.asset, "available_balance"), heldOf(reply, parent.asset, "hold")];
      return areEqual(amount, held.reduce(sum));
    }
    case "remainingQuantity":
      return (
        quantity !== undefined && filled !== undefined && areEqual(amount, sum(quantity, negate(filled)))
      );
    case "lastQuantity": {
      if (spent === undefined || price === undefined) return false;
      const rest = sum(spent, negate(product(amount, price)));
      const smallest = product(price, { digits: 1n, scale: 18 });
      const [over, under] = [rest, sum(smallest, negate(rest))].map(({ digits }) => digits);
      return (
        price.digits < 0n || ((over ?? -1n) * (spent.digits < 0n ? -1n : 1n) >= 0n && (under ?? 0n) > 0n)
      );
    }
    default:
      return false;
  }
}

/** Lists the amounts of a result that the reply does not explain. */
function inventedAmounts(result: unknown, reply: Json): string[] {
  const known = [...decimalsIn(reply), ...decimalsIn(ORDER)];
  return objectsIn(result).flatMap((parent) =>
    Object.entries(parent).flatMap(([key, value]) => {
      if (typeof value !== "string" || !DECIMAL_FIELD.test(key)) return [];
      const amount = PLAIN_DECIMAL.test(value) ? readExact(value) : undefined;
      if (amount === undefined) return [`${key} is ${value}`];
      const stands = known.some((each) => areEqual(each, amount)) || isDerived(key, amount, parent, reply);
      return stands ? [] : [`${key} ${value} comes from nowhere`];
    }),
  );
}

/** Lists the problems of a placed order's outcome. The reply must prove the outcome. */
function unprovenOutcome(outcome: unknown, reply: Json): string[] {
  const { success, success_response, order_id, error_response } = Object(reply);
  const named = [Object(success_response).order_id, order_id].map((id) => String(id ?? "")).filter(Boolean);
  if (isVenueError(outcome, "rejected")) {
    const says = success === false || ((success ?? "") === "" && Object(error_response) === error_response);
    return says && named.length === 0 ? [] : ["rejected without proof"];
  }
  if (isVenueError(outcome)) return outcome.kind === "outcomeUnknown" ? [] : [`settled as ${outcome.kind}`];
  return named.includes(String(Object(outcome).orderId)) ? [] : ["acknowledged without an order id"];
}

/** Lists the problems of an edit's outcome. */
function unprovenEdit(outcome: unknown, reply: Json): string[] {
  const { success } = Object(reply);
  if (isVenueError(outcome, "rejected")) return String(success) === "false" ? [] : ["refused without proof"];
  if (isVenueError(outcome)) return outcome.kind === "outcomeUnknown" ? [] : [`settled as ${outcome.kind}`];
  return String(success) === "true" ? [] : ["edited without proof"];
}

/** The timeout of a test with hundreds of calls. */
const MANY_CALLS = { timeout: 60_000 };

describe(
  "a missing or wrong field of a reply never invents an amount and never throws an untyped error",
  MANY_CALLS,
  () => {
    const kinds = Object.keys(CALLS).filter((kind) => kind !== "rest.error");
    test.each(fixturesOf(...kinds))("$name", async (fixture) => {
      const wrong: string[] = [];
      for (const { change, text } of mutationsOf(fixture.input)) {
        const outcome = await outcomeOf(fixture, text);
        const reply: Json = JSON.parse(text);
        const problems = isVenueError(outcome)
          ? [outcome.kind === "malformed" && outcome.code === "INTERNAL" ? "a fault of CQVX itself" : ""]
          : outcome instanceof Error
            ? [`untyped: ${outcome}`]
            : inventedAmounts(outcome, reply);
        if (fixture.kind === "rest.create_order.response") problems.push(...unprovenOutcome(outcome, reply));
        if (fixture.kind === "rest.edit_order.response") problems.push(...unprovenEdit(outcome, reply));
        wrong.push(...problems.filter(Boolean).map((problem) => `${change}: ${problem}`));
      }
      expect(wrong).toEqual([]);
      expect(Reflect.ownKeys(Object.prototype)).not.toContain("polluted");
      expect({}).not.toHaveProperty("polluted");
    });
  },
);

describe("a damaged body of a refusal never makes an uncertain order final", MANY_CALLS, () => {
  const bodies = fixturesOf("rest.error").filter(({ input }) => typeof input === "object");
  test.each(bodies)("$name", async (fixture) => {
    const settled = new Set<string>();
    for (const { text } of mutationsOf(fixture.input)) {
      const outcome = await outcomeOf(fixture, text);
      settled.add(isVenueError(outcome) ? outcome.kind : "no VenueError");
    }
    const allowed: Readonly<Record<number, readonly string[]>> = {
      400: ["rejected"],
      403: ["unauthorized"],
      404: ["notFound"],
      429: ["rateLimited", "outcomeUnknown"],
      500: ["outcomeUnknown"],
      503: ["outcomeUnknown"],
    };
    expect([...settled].sort()).toEqual([...(allowed[fixture.status] ?? [])].sort());
  });
});
