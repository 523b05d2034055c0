import { OrderStatus, OrderType } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { EVERY_METHOD } from "../testdata/every-method.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { LIMIT_ORDER } from "../testdata/orders.ts";
import {
  orderIdsOf,
  sequencesOf,
  tradeIdsOf,
  watchBooks,
  watchOrders,
  watchTrades,
} from "../testdata/watch.ts";
import { createMockClient, type MockClient, type MockClientOptions } from "./mock-client.ts";

interface Layered {
  readonly other: MockClient;
  readonly client: MockClient;
}

function layer(ofOther: MockClientOptions = {}, own: MockClientOptions = {}): Layered {
  const other = createMockClient({ venue: "other", ...ofOther });
  return { other, client: createMockClient({ ...own, over: other }) };
}

describe.each(EVERY_METHOD)("$method of a mock over another client", ({ method, call, value, answers }) => {
  test("is served by the other client when no answer is set", async () => {
    const { client, other } = layer();
    answers(other)(value);
    await expect(call(client)).resolves.toBeDefined();
    expect(client[`${method}CallCount`]()).toBe(1);
    expect(other[`${method}CallCount`]()).toBe(1);
  });

  test("uses its own answer while one is set, and the other client afterwards", async () => {
    const { client, other } = layer();
    const error = new Error("own");
    answers(other)(value);
    answers(client).once(error);
    await expect(call(client)).rejects.toBe(error);
    await expect(call(client)).resolves.toBeDefined();
    expect(client[`${method}CallCount`]()).toBe(2);
    expect(other[`${method}CallCount`]()).toBe(1);
  });

  test("fails with the error of the other client", async () => {
    const { client } = layer();
    expect(await failureOf(call(client))).toMatchObject({ code: "NOT_CONFIGURED", venue: "other" });
  });

  test("is served by the other client after a reset", async () => {
    const { client, other } = layer();
    answers(other)(value);
    answers(client)(new Error("own"));
    client.reset();
    await expect(call(client)).resolves.toBeDefined();
    expect(other[`${method}CallCount`]()).toBe(1);
  });
});

describe("the streams of a mock over another client", () => {
  test("are served by the other client", async () => {
    const { client, other } = layer();
    other.emitOrderBook({ sequence: "1" });
    const watched = await watchBooks(client);
    other.emitOrderBook({ sequence: "2" });
    expect(sequencesOf(watched)).toEqual(["1", "2"]);
    await watched.subscription.close();
    other.emitOrderBook({ sequence: "3" });
    expect(sequencesOf(watched)).toEqual(["1", "2"]);
  });

  test("are served by the mock for a symbol with an emitted item or an answer", async () => {
    const { client, other } = layer();
    other.onSubscribeOrderBook({ sequence: "other" });
    other.onSubscribeTrades([]);
    other.onSubscribeOrders([{ orderId: "other" }]);
    client.emitOrderBook({ sequence: "own" });
    client.onSubscribeTrades.once([]);
    client.emitOrder({ orderId: "own" });
    expect(sequencesOf(await watchBooks(client))).toEqual(["own"]);
    expect(sequencesOf(await watchBooks(client, "ETH-USD"))).toEqual(["other"]);
    expect(orderIdsOf(await watchOrders(client))).toEqual(["own"]);
    const trades = await watchTrades(client);
    client.emitTrade({ tradeId: "own" });
    other.emitTrade({ tradeId: "other" });
    expect(tradeIdsOf(trades)).toEqual(["own"]);
    expect(other.subscribeTradesCallCount()).toBe(0);
  });
});

test("closing the mock closes the other client", async () => {
  const { client, other } = layer();
  other.emitOrderBook();
  client.emitTrade();
  const [books, trades] = [await watchBooks(client), await watchTrades(client)];
  await client.close();
  expect(await books.subscription.closed).toEqual({ reason: "closed" });
  expect(await trades.subscription.closed).toEqual({ reason: "closed" });
  expect(await failureOf(other.getBalance())).toMatchObject({ code: "CLIENT_CLOSED" });
  expect(await failureOf(client.getBalance())).toMatchObject({ code: "CLIENT_CLOSED" });
});

test("the mock can answer reads of an order that was placed on the other client", async () => {
  const { client, other } = layer();
  other.onPlaceOrder({ orderId: "placed" });
  client.onGetOrder({ status: OrderStatus.EXPIRED });
  const { orderId } = await client.placeOrder(LIMIT_ORDER);
  expect(await client.getOrder(orderId)).toMatchObject({ orderId: "placed", status: OrderStatus.EXPIRED });
});

describe("a mock over another client", () => {
  test("takes its venue, order types and lacking methods", async () => {
    const { client, other } = layer({ orderTypes: [OrderType.LIMIT], lacks: ["getFills", "getBalance"] });
    expect(client.venue).toBe("other");
    expect(client.capabilities).toEqual(other.capabilities);
    expect("getFills" in client).toBe(false);
    expect(await failureOf(client.getBalance())).toMatchObject({ kind: "unsupported", venue: "other" });
  });

  test("follows its own options first", async () => {
    const { client } = layer(
      { lacks: ["getFills"] },
      { venue: "coinbase", lacks: ["editOrder"], orderTypes: [OrderType.MARKET] },
    );
    expect(client.venue).toBe("coinbase");
    expect(client.capabilities.methods).toMatchObject({ getFills: true, editOrder: false });
    expect(client.capabilities.orderTypes).toEqual([OrderType.MARKET]);
    client.onGetFills([]);
    expect(await client.getFills()).toEqual([]);
  });

  test("serves the methods that the other client lacks", async () => {
    const { client } = layer({ lacks: ["getFills"] }, { lacks: [] });
    expect(await failureOf(client.getFills())).toMatchObject({
      code: "NOT_CONFIGURED",
      operation: "getFills",
    });
  });
});

test("a mock can wrap a mock that wraps another one", async () => {
  const { client: middle, other } = layer();
  const client = createMockClient({ over: middle });
  other.onGetOrder({ price: "1" });
  middle.onGetBalance({ assets: [{ asset: "BTC", total: "1" }] });
  client.onCancelOrder(OrderStatus.CANCELLED);
  expect((await client.getOrder("id")).price).toBe("1");
  expect((await client.getBalance()).assets).toHaveLength(1);
  expect(await client.cancelOrder("id")).toBe(OrderStatus.CANCELLED);
});
