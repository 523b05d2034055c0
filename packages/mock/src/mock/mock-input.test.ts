import { OrderType } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { EVERY_METHOD } from "../testdata/every-method.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { LIMIT_ORDER } from "../testdata/orders.ts";
import { createMockClient, type MockClient } from "./mock-client.ts";

type Methods = { readonly [Name in keyof MockClient]: MockClient[Name] };

const handler = (): void => {};

/** Invalid calls by method, with the field that the error names. */
const BAD: readonly (readonly [keyof Methods, field: string, parameters: readonly unknown[]])[] = [
  ["placeOrder", "order", []],
  ["placeOrder", "order", [null]],
  ["placeOrder", "post_only", [{ ...LIMIT_ORDER, post_only: true }]],
  ["placeOrder", "symbol", [{ ...LIMIT_ORDER, symbol: "eth/usd" }]],
  ["placeOrder", "side", [{ ...LIMIT_ORDER, side: "BUY" }]],
  ["placeOrder", "type", [{ ...LIMIT_ORDER, type: 0 }]],
  ["placeOrder", "quantity", [{ ...LIMIT_ORDER, quantity: 2.5 }]],
  ["placeOrder", "quantity", [{ ...LIMIT_ORDER, quantity: "NaN" }]],
  ["placeOrder", "price", [{ ...LIMIT_ORDER, price: undefined }]],
  ["cancelOrder", "orderId", [""]],
  ["cancelOrder", "orderId", ["../x"]],
  ["getOrder", "orderId", [undefined]],
  ["getOrders", "limit", [{ limit: 0 }]],
  ["getOrders", "filter", [{ symbol: "BTC-USD" }]],
  ["getBalance", "includeZero", [{ includeZero: "yes" }]],
  ["getOrderBook", "symbol", ["btc"]],
  ["getOrderBook", "depth", ["BTC-USD", { depth: 0 }]],
  ["getOrderBook", "depth", ["BTC-USD", { depth: Number.NaN }]],
  ["subscribeOrderBook", "symbol", ["btc", handler]],
  ["subscribeOrderBook", "handler", ["BTC-USD"]],
  ["subscribeOrderBook", "depth", ["BTC-USD", handler, { depth: -1 }]],
  ["subscribeTrades", "history", ["BTC-USD", handler, { history: 1 }]],
  ["subscribeTrades", "onGap", ["BTC-USD", handler, { onGap: 1 }]],
  ["subscribeOrders", "handler", [{}]],
  ["subscribeOrders", "symbols[0]", [handler, { symbols: ["btc"] }]],
  ["health", "timeoutMs", [{ timeoutMs: 0 }]],
  ["health", "signal", [{ signal: {} }]],
  ["health", "options", [{ timeout: 5 }]],
  ["getFills", "orderIds[0]", [{ orderIds: [""] }]],
  ["getProducts", "symbols[0]", [{ symbols: ["btc"] }]],
  ["editOrder", "changes", ["id", {}]],
  ["editOrder", "price", ["id", { price: 5 }]],
  ["previewOrder", "quantity", [{ ...LIMIT_ORDER, quantity: "-1" }]],
];

describe("an invalid argument", () => {
  test.each(BAD)(
    "of %s is refused with the field %s, is recorded, and uses no answer",
    async (method, field, parameters) => {
      const each = EVERY_METHOD.find((candidate) => candidate.method === method);
      if (each === undefined) throw new Error(`no method ${String(method)}`);
      const client = createMockClient();
      let asked = 0;
      each.answers(client).once(() => {
        asked += 1;
        return each.value;
      });
      const call = (): unknown => Reflect.apply(client[each.method], undefined, parameters);
      expect(await failureOf(call)).toMatchObject({
        kind: "invalidInput",
        sent: "no",
        field,
        venue: "mock",
        operation: method,
      });
      expect(asked).toBe(0);
      expect(client.calls[each.method]).toHaveLength(1);

      await expect(each.call(client)).resolves.toBeDefined();
      expect(asked).toBe(1);
      expect(client.calls[each.method]).toHaveLength(2);
    },
  );

  test("is refused without an answer too", async () => {
    const client = createMockClient();
    const error = await failureOf(() => client.getOrder(""));
    expect(error).toMatchObject({ kind: "invalidInput", field: "orderId" });
  });
});

test("an order of a type that the client lacks is unsupported, and uses no answer", async () => {
  const client = createMockClient({ orderTypes: [OrderType.MARKET] });
  client.onPlaceOrder.once({ orderId: "kept" });
  expect(await failureOf(client.placeOrder({ ...LIMIT_ORDER, clientOrderId: "mine" }))).toMatchObject({
    kind: "unsupported",
    field: "type",
    sent: "no",
    clientOrderId: "mine",
  });
  const report = await client.placeOrder({ ...LIMIT_ORDER, type: OrderType.MARKET, price: undefined });
  expect(report.orderId).toBe("kept");
});

test("an empty list of ids or symbols returns nothing without an answer", async () => {
  const client = createMockClient();
  expect(await client.getOrders({ clientOrderIds: [] })).toEqual([]);
  expect(await client.getProducts({ symbols: [] })).toEqual([]);
});
