import { OrderSide, OrderStatus, OrderType, TimeInForce } from "@cqvx/core";
import { timestampFromMilliseconds } from "@cqvx/core/in-memory";
import { describe, expect, test } from "vitest";
import { LIMIT_ORDER } from "../testdata/orders.ts";
import { watchBooks, watchOrders, watchTrades } from "../testdata/watch.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { createMockClient } from "./mock-client.ts";

describe("the mock completes answers", () => {
  test("a report echoes the terms of the order as an acknowledgement", async () => {
    const clock = createManualClock();
    const client = createMockClient({ clock });
    await clock.advance(1_500);
    client.onPlaceOrder({});
    expect(await client.placeOrder({ ...LIMIT_ORDER, clientOrderId: "mine" })).toEqual({
      $typeName: "cqc.venues.v1.ExecutionReport",
      ...LIMIT_ORDER,
      timeInForce: TimeInForce.GTC,
      clientOrderId: "mine",
      orderId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: OrderStatus.SUBMITTED,
      venueStatus: "SUBMITTED",
      rejectReason: "",
      timestamp: timestampFromMilliseconds(clock.now()),
    });
  });

  test("a report has only the terms of the order", async () => {
    const client = createMockClient();
    client.onPlaceOrder({ status: OrderStatus.FILLED });
    const report = await client.placeOrder({
      symbol: "ETH-USD",
      side: OrderSide.BUY,
      type: OrderType.MARKET,
      quoteQuantity: "100",
    });
    expect(report).toMatchObject({ quoteQuantity: "100", filledQuantity: "0.002" });
    for (const absent of ["quantity", "price", "stopPrice", "remainingQuantity"])
      expect(report).not.toHaveProperty(absent);
  });

  test("fields of the answer replace the terms of the order", async () => {
    const client = createMockClient();
    client.onPlaceOrder({ price: "2999", status: OrderStatus.OPEN, orderId: "id" });
    expect(await client.placeOrder(LIMIT_ORDER)).toMatchObject({
      price: "2999",
      status: OrderStatus.OPEN,
      orderId: "id",
      quantity: LIMIT_ORDER.quantity,
    });
  });

  test("order ids follow from the seed and are unique", async () => {
    const idsOf = async (seed: number | undefined): Promise<string[]> => {
      const client = createMockClient({ seed });
      client.onPlaceOrder({});
      const ids: string[] = [];
      for (let count = 0; count < 5; count += 1) {
        const { orderId, clientOrderId } = await client.placeOrder(LIMIT_ORDER);
        ids.push(orderId, clientOrderId);
      }
      return ids;
    };
    const ids = await idsOf(7);
    expect(await idsOf(7)).toEqual(ids);
    expect(await idsOf(undefined)).toEqual(await idsOf(1));
    expect(new Set([...ids, ...(await idsOf(8))]).size).toBe(20);
  });

  test("a read order has the requested id unless the answer has one", async () => {
    const client = createMockClient();
    client.onGetOrder.inTurn({}, { orderId: "other" });
    client.onEditOrder((_orderId, { price }) => ({ status: OrderStatus.OPEN, stopPrice: price }));
    expect((await client.getOrder("mine")).orderId).toBe("mine");
    expect((await client.getOrder("mine")).orderId).toBe("other");
    expect(await client.editOrder("mine", { price: "12", quantity: "3" })).toMatchObject({
      orderId: "mine",
      price: "12",
      stopPrice: "12",
      quantity: "3",
      remainingQuantity: "3",
    });
  });

  test("each answered order, fill and product becomes a whole message", async () => {
    const client = createMockClient();
    client.onGetOrders([{ orderId: "a" }, { orderId: "b", status: OrderStatus.FILLED }]);
    client.onGetFills([{ tradeId: "t" }]);
    client.onGetProducts([{ symbol: "ETH-EUR" }]);
    const orders = await client.getOrders();
    expect(orders.map(({ orderId, filledQuantity }) => [orderId, filledQuantity])).toEqual([
      ["a", "0"],
      ["b", "0.1"],
    ]);
    expect(await client.getFills()).toMatchObject([{ tradeId: "t", symbol: "BTC-USD" }]);
    expect(await client.getProducts()).toMatchObject([{ baseAsset: "ETH", quoteAsset: "EUR" }]);
  });

  test("a book has the requested symbol and depth", async () => {
    const client = createMockClient();
    client.onGetOrderBook({
      bids: [
        ["3", "1"],
        ["2", "1"],
      ],
    });
    const book = await client.getOrderBook("ETH-USD", { depth: 1 });
    expect(book.symbol).toBe("ETH-USD");
    expect(book.bids).toMatchObject([{ price: "3" }]);
    expect(book.asks).toHaveLength(1);
    const whole = await client.getOrderBook("ETH-USD", { depth: Number.POSITIVE_INFINITY });
    expect([whole.bids.length, whole.asks.length]).toEqual([2, 3]);
  });

  test("the health has the venue, the latency and the state of the streams", async () => {
    const clock = createManualClock();
    const client = createMockClient({ venue: "coinbase", clock });
    client.onHealth({});
    client.emitOrderBook();
    const idle = {
      venue: "coinbase",
      latencyMs: 0,
      clockOffsetMs: 0,
      auth: "ok",
      canTrade: true,
      streams: "idle",
    };
    expect(await client.health()).toEqual(idle);
    const { subscription } = await watchBooks(client);
    expect(await client.health()).toEqual({ ...idle, streams: "live" });
    client.emitState("stale");
    expect(await client.health()).toEqual({ ...idle, streams: "stale" });
    await subscription.close();
    expect(await client.health()).toEqual(idle);
    client.onHealth({ auth: "none", streams: "live" });
    expect(await client.health()).toEqual({ ...idle, auth: "none", streams: "live" });
  });

  test("a preview has no errors", async () => {
    const client = createMockClient();
    client.onPreviewOrder.inTurn({}, { errors: ["no"], fee: "1" });
    expect(await client.previewOrder(LIMIT_ORDER)).toEqual({ errors: [], warnings: [] });
    expect(await client.previewOrder(LIMIT_ORDER)).toEqual({ errors: ["no"], warnings: [], fee: "1" });
  });

  test("a subscription begins with its answer", async () => {
    const client = createMockClient();
    client.onSubscribeOrderBook({ sequence: "7" });
    client.onSubscribeTrades([{ tradeId: "1" }, { tradeId: "2" }]);
    client.onSubscribeOrders([{ orderId: "open" }, { orderId: "over", status: OrderStatus.FILLED }]);
    const [books] = [await watchBooks(client, "ETH-USD")];
    expect(books.items).toMatchObject([{ state: "live", book: { symbol: "ETH-USD", sequence: "7" } }]);
    expect((await watchTrades(client, "ETH-USD")).items).toEqual([]);
    expect((await watchTrades(client, "ETH-USD", { history: true })).items).toMatchObject([
      { tradeId: "1", symbol: "ETH-USD" },
      { tradeId: "2", symbol: "ETH-USD" },
    ]);
    expect((await watchOrders(client)).items).toMatchObject([{ orderId: "open" }]);
  });
});

describe("a field that is explicitly undefined", () => {
  test("is absent when the message does not require it", async () => {
    const client = createMockClient();
    client.onPlaceOrder({ price: undefined, timestamp: undefined });
    const report = await client.placeOrder(LIMIT_ORDER);
    expect(report).not.toHaveProperty("price");
    expect(report).not.toHaveProperty("timestamp");

    client.onGetOrder({ quantity: undefined, filledQuantity: undefined, createdTime: undefined });
    const order = await client.getOrder("id");
    for (const field of ["quantity", "filledQuantity", "remainingQuantity", "createdTime"])
      expect(order).not.toHaveProperty(field);

    client.onGetOrderBook({ sequence: undefined, timestamp: undefined, bids: undefined });
    const book = await client.getOrderBook("BTC-USD");
    expect(book).not.toHaveProperty("sequence");
    expect(book).not.toHaveProperty("timestamp");
    expect(book.bids).toHaveLength(3);

    client.onGetBalance({ timestamp: undefined, assets: undefined });
    const balance = await client.getBalance();
    expect(balance).not.toHaveProperty("timestamp");
    expect(balance.assets).toHaveLength(2);

    client.onGetProducts([{ priceIncrement: undefined }]);
    expect((await client.getProducts())[0]).not.toHaveProperty("priceIncrement");
  });

  test("keeps its default when the message requires it", async () => {
    const client = createMockClient();
    client.onGetOrder({ status: undefined, rejectReason: undefined });
    expect(await client.getOrder("id")).toMatchObject({ status: OrderStatus.OPEN, rejectReason: "" });
  });
});
