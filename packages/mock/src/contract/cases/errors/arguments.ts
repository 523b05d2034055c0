import type { CapabilityMethod, NewOrder } from "@cqvx/core";
import { OrderSide, OrderType } from "@cqvx/core/in-memory";
import { expectRefused } from "../../calls/refused-call.ts";
import { expectSame, expectThat } from "../../expectations/expectations.ts";
import { idsOf, listWith, newClientOrderId } from "../../orders/ordering.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { RESTING, type Trial } from "../../trial/trial.ts";

/** Changes that make a valid order invalid, and the fields that the error may name. */
type WrongTerms = readonly [changes: Readonly<Record<string, unknown>>, ...fields: readonly string[]];

const WRONG_TERMS: readonly WrongTerms[] = [
  [{ quantity: 0.01 }, "quantity"],
  [{ quantity: "abc" }, "quantity"],
  [{ quantity: "-1" }, "quantity"],
  [{ quantity: "0" }, "quantity"],
  [{ quantity: "0.00" }, "quantity"],
  [{ quantity: "1e5" }, "quantity"],
  [{ quantity: "1,000" }, "quantity"],
  [{ quantity: "" }, "quantity"],
  [{ quantity: undefined }, "quantity"],
  [{ quoteQuantity: "100" }, "quoteQuantity", "quantity"],
  [{ price: 100 }, "price"],
  [{ price: "NaN" }, "price"],
  [{ price: undefined }, "price"],
  [{ stopPrice: "-5" }, "stopPrice"],
  [{ side: 7 }, "side"],
  [{ side: "BUY" }, "side"],
  [{ side: undefined }, "side"],
  [{ type: 99 }, "type"],
  [{ type: "LIMIT" }, "type"],
  [{ timeInForce: 99 }, "timeInForce"],
  [{ postOnly: "yes" }, "postOnly"],
  [{ post_only: true }, "post_only"],
  [{ expireTime: "tomorrow" }, "expireTime"],
  [{ symbol: "btc-usd" }, "symbol"],
  [{ symbol: "" }, "symbol"],
  [{ symbol: undefined }, "symbol"],
];

const WRONG_MARKET_TERMS: readonly WrongTerms[] = [
  [{ price: "100" }, "price"],
  [{ quantity: undefined }, "quantity", "quoteQuantity"],
];

const WRONG_ORDER_IDS: readonly unknown[] = ["", "a/b", "../x", "a b", "x".repeat(65), 5, null, undefined];

const [EARLIER, LATER] = ["2026-01-02T00:00:00Z", "2026-01-03T00:00:00Z"];

/** An invalid filter, and the fields that the error may name. */
type WrongFilter = readonly [filter: unknown, ...fields: readonly string[]];

const WRONG_WINDOWS: readonly WrongFilter[] = [
  [null, "filter"],
  [5, "filter"],
  [{ limit: 0 }, "limit"],
  [{ limit: 1.5 }, "limit"],
  [{ limit: "5" }, "limit"],
  [{ start: "yesterday" }, "start"],
  [{ end: new Date(Number.NaN) }, "end"],
  [{ start: LATER, end: EARLIER }, "end", "start"],
  [{ symbols: "BTC-USD" }, "symbols"],
  [{ symbols: ["btc-usd"] }, "symbols"],
];

const WRONG_ORDER_FILTERS: readonly WrongFilter[] = [
  ...WRONG_WINDOWS,
  [{ status: [4] }, "filter", "status"],
  [{ statuses: 4 }, "statuses"],
  [{ statuses: ["OPEN"] }, "statuses"],
  [{ types: [99] }, "types"],
  [{ side: 7 }, "side"],
  [{ clientOrderIds: ["a b"] }, "clientOrderIds"],
];

const WRONG_FILL_FILTERS: readonly WrongFilter[] = [
  ...WRONG_WINDOWS,
  [{ orderId: ["x"] }, "filter", "orderId"],
  [{ orderIds: ["a/b"] }, "orderIds"],
];

const WRONG_PRODUCT_FILTERS: readonly WrongFilter[] = [
  [null, "filter"],
  [{ symbol: "BTC-USD" }, "filter", "symbol"],
  [{ symbols: "BTC-USD" }, "symbols"],
  [{ symbols: ["btc-usd"] }, "symbols"],
];

const WRONG_CHANGES: readonly WrongFilter[] = [
  [{}, "changes"],
  [null, "changes"],
  [{ prize: "100" }, "changes", "prize"],
  [{ price: 100 }, "price"],
  [{ price: "0" }, "price"],
  [{ quantity: "abc" }, "quantity"],
];

export const WRONG_ARGUMENTS: readonly ContractCase[] = [
  {
    id: "E04",
    title: "an order with an invalid term is invalidInput with its field, and is not placed",
    needs: ["getOrders", ...RESTING],
    run: async (trial) => {
      const clientOrderIds: string[] = [];
      const place = async (order: object, [changes, ...fields]: WrongTerms): Promise<void> => {
        const clientOrderId = newClientOrderId();
        clientOrderIds.push(clientOrderId);
        await expectRefused(trial, "placeOrder", [{ ...order, clientOrderId, ...changes }], ...fields);
      };
      const { price, ...unpriced } = await trial.restingBuy();
      for (const terms of WRONG_TERMS) await place({ ...unpriced, price }, terms);
      if (trial.client.capabilities.orderTypes.includes(OrderType.MARKET))
        for (const terms of WRONG_MARKET_TERMS) await place({ ...unpriced, type: OrderType.MARKET }, terms);
      await listWith(trial, {}, [(await trial.placeResting()).orderId]);
      const placed = await trial.client.getOrders({ clientOrderIds });
      expectSame(idsOf(placed), [], "the orders that were placed");
    },
  },
  {
    id: "E05",
    title: "an argument that is not an order, or a malformed clientOrderId, is invalidInput",
    needs: ["placeOrder", "LIMIT"],
    run: async (trial) => {
      for (const order of [null, undefined, "order", 5])
        await expectRefused(trial, "placeOrder", [order], "order");
      for (const clientOrderId of ["with a space", "a/b", "x".repeat(129), 5, null])
        await expectRefused(trial, "placeOrder", [{ ...farBuy(trial), clientOrderId }], "clientOrderId");
    },
  },
  {
    id: "E06",
    title: "a malformed order id is invalidInput, and never part of a request",
    needs: ["getOrder", "cancelOrder"],
    run: async (trial) => {
      for (const orderId of WRONG_ORDER_IDS) {
        await expectRefused(trial, "getOrder", [orderId], "orderId");
        await expectRefused(trial, "cancelOrder", [orderId], "orderId");
      }
    },
  },
  {
    id: "E07",
    title: "an invalid filter of orders is invalidInput with its field",
    needs: ["getOrders"],
    run: (trial) => expectFiltersRefused(trial, "getOrders", WRONG_ORDER_FILTERS),
  },
  {
    id: "E08",
    title: "an invalid filter of fills is invalidInput with its field",
    needs: ["getFills"],
    run: (trial) => expectFiltersRefused(trial, "getFills", WRONG_FILL_FILTERS),
  },
  {
    id: "E09",
    title: "an invalid filter of products is invalidInput with its field",
    needs: ["getProducts"],
    run: (trial) => expectFiltersRefused(trial, "getProducts", WRONG_PRODUCT_FILTERS),
  },
  {
    id: "E10",
    title: "an edit without changes, or to an invalid term, is invalidInput with its field",
    needs: ["editOrder"],
    run: async (trial) => {
      for (const orderId of WRONG_ORDER_IDS)
        await expectRefused(trial, "editOrder", [orderId, { price: "100" }], "orderId");
      for (const [changes, ...fields] of WRONG_CHANGES)
        await expectRefused(trial, "editOrder", ["an-order", changes], ...fields);
    },
  },
  {
    id: "E11",
    title: "an error never repeats the invalid value, because it may be a secret",
    needs: ["placeOrder", "LIMIT", "getOrder", "getOrders", "getOrderBook", "subscribeTrades"],
    run: async (trial) => {
      const secret = "my secret {key}";
      const order = farBuy(trial);
      const calls: readonly (readonly [CapabilityMethod, readonly unknown[], string])[] = [
        ["placeOrder", [{ ...order, quantity: secret }], "quantity"],
        ["placeOrder", [{ ...order, symbol: secret }], "symbol"],
        ["placeOrder", [{ ...order, clientOrderId: secret }], "clientOrderId"],
        ["placeOrder", [{ ...order, expireTime: secret }], "expireTime"],
        ["getOrder", [secret], "orderId"],
        ["getOrders", [{ start: secret }], "start"],
        ["getOrders", [{ clientOrderIds: [secret] }], "clientOrderIds"],
        ["getOrderBook", [secret], "symbol"],
        ["getOrderBook", [order.symbol, { timeoutMs: secret }], "timeoutMs"],
        ["subscribeTrades", [secret, () => {}], "symbol"],
      ];
      for (const [name, args, field] of calls) {
        const error = await expectRefused(trial, name, args, field);
        const shown = `${error.message} ${error.stack} ${JSON.stringify(error)}`;
        expectThat(!shown.includes(secret), `the error of ${name} should not repeat the ${field}`, shown);
      }
    },
  },
];

/** Returns an order with a price that is too low to trade. */
function farBuy({ symbol, quantity }: Trial): NewOrder {
  return { symbol, side: OrderSide.BUY, type: OrderType.LIMIT, quantity, price: "100" };
}

async function expectFiltersRefused(
  trial: Trial,
  name: CapabilityMethod,
  filters: readonly WrongFilter[],
): Promise<void> {
  for (const [filter, ...fields] of filters) await expectRefused(trial, name, [filter], ...fields);
}
