import { OrderStatus } from "@cqvx/core";
import { expect, test } from "vitest";
import { defer } from "../testdata/deferred.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { LIMIT_ORDER } from "../testdata/orders.ts";
import { sequencesOf, tradeIdsOf, watchBooks, watchOrders, watchTrades } from "../testdata/watch.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { createMockClient } from "./mock-client.ts";

test("reset returns when a handler subscribes again after each end", async () => {
  const client = createMockClient();
  client.emitOrderBook();
  let subscribed = 0;
  const subscribe = (): void => {
    subscribed += 1;
    if (subscribed > 1_000) throw new Error("without an end");
    client
      .subscribeOrderBook("BTC-USD", () => {}, {
        onState: (state) => {
          if (state === "closed") subscribe();
        },
      })
      .catch(() => {});
  };
  subscribe();
  await nextTurn();
  client.reset();
  expect(subscribed).toBeLessThan(10);
});

test("an item that a handler emits comes after the current item, for every subscriber", async () => {
  const client = createMockClient();
  client.emitTrade({ tradeId: "0" });
  await client.subscribeTrades("BTC-USD", ({ tradeId }) => {
    if (tradeId === "1") client.emitTrade({ tradeId: "2" });
  });
  const other = await watchTrades(client);
  client.emitTrade({ tradeId: "1" });
  expect(tradeIdsOf(other)).toEqual(["1", "2"]);
});

test("every subscriber has the latest book after a handler emits", async () => {
  const client = createMockClient();
  client.emitOrderBook({ sequence: "0" });
  await client.subscribeOrderBook("BTC-USD", ({ sequence }) => {
    if (sequence === "1") client.emitOrderBook({ sequence: "2" });
  });
  const other = await watchBooks(client);
  client.emitOrderBook({ sequence: "1" });
  expect(sequencesOf(other).at(-1)).toBe("2");
});

test("missed items do not replace a newer book that onState emits", async () => {
  const client = createMockClient();
  client.emitOrderBook({ sequence: "0" });
  const seen: unknown[] = [];
  let emits = false;
  await client.subscribeOrderBook("BTC-USD", ({ sequence }) => void seen.push(sequence), {
    onState: (state) => {
      if (emits && state === "live") client.emitOrderBook({ sequence: "2" });
    },
  });
  emits = true;
  client.emitState("stale");
  client.emitOrderBook({ sequence: "1" });
  client.emitState("live");
  expect(seen.at(-1)).toBe("2");
});

test("an answer after the abort of its subscription leaves nothing behind", async () => {
  const client = createMockClient();
  const answer = defer<object>();
  client.onSubscribeOrderBook.once(() => answer.promise);
  const caller = new AbortController();
  const error = failureOf(watchBooks(client, "BTC-USD", { signal: caller.signal }));
  caller.abort();
  await error;
  answer.resolve({});
  await nextTurn();
  expect(await failureOf(watchBooks(client))).toMatchObject({ code: "NOT_CONFIGURED" });
});

test("an answer after a reset leaves nothing behind", async () => {
  const client = createMockClient();
  const answer = defer<object>();
  client.onSubscribeOrderBook.once(() => answer.promise);
  const error = failureOf(watchBooks(client));
  client.reset();
  await error;
  answer.resolve({});
  await nextTurn();
  expect(await failureOf(watchBooks(client))).toMatchObject({ code: "NOT_CONFIGURED" });
});

test("the answer to a later subscription does not replace emitted trades in the history", async () => {
  const client = createMockClient();
  client.onSubscribeTrades([]);
  await watchTrades(client);
  client.emitTrade({ tradeId: "1" });
  expect(tradeIdsOf(await watchTrades(client, "BTC-USD", { history: true }))).toEqual(["1"]);
});

test("the answer to a later subscription does not replace an emitted book", async () => {
  const client = createMockClient();
  client.onSubscribeOrderBook({ sequence: "1" });
  const first = await watchBooks(client);
  client.emitOrderBook({ sequence: "2" });
  const second = await watchBooks(client);
  client.emitState("stale");
  client.emitState("live");
  expect([sequencesOf(first).at(-1), sequencesOf(second).at(-1)]).toEqual(["2", "2"]);
});

test("the answer to a later subscription does not reopen a final order", async () => {
  const client = createMockClient();
  client.onSubscribeOrders([{ orderId: "a" }]);
  await watchOrders(client);
  client.emitOrder({ orderId: "a", status: OrderStatus.FILLED });
  expect((await watchOrders(client)).items).toEqual([]);
});

test("a new subscriber of a resumed symbol is live while other symbols are stale", async () => {
  const clock = createManualClock();
  const client = createMockClient({ clock });
  client.emitOrderBook();
  client.emitState("stale");
  client.emitState("live", { symbol: "BTC-USD" });
  const pending = watchBooks(client);
  await nextTurn();
  client.onHealth({});
  expect((await client.health()).streams).toBe("live");
  await pending;
});

test("a handler that changes a timestamp does not affect another handler", async () => {
  const client = createMockClient();
  client.emitTrade();
  await client.subscribeTrades("BTC-USD", ({ timestamp }) => {
    if (timestamp) timestamp.seconds = "1";
  });
  const other = await watchTrades(client);
  client.emitTrade({ tradeId: "1" });
  expect(other.items[0]?.timestamp?.seconds).not.toBe("1");
});

test("an order that ended during an interruption is delivered once", async () => {
  const client = createMockClient();
  client.onSubscribeOrders([]);
  const watched = await watchOrders(client);
  client.emitState("stale");
  client.emitOrder({ orderId: "a", status: OrderStatus.FILLED });
  client.emitOrder({ orderId: "a", status: OrderStatus.FILLED });
  client.emitState("live");
  expect(watched.items).toHaveLength(1);
});

test("a cancelled order keeps its filled quantity, and a FILLED order has filled all of it", async () => {
  const client = createMockClient();
  client.onSubscribeOrders([]);
  const watched = await watchOrders(client);
  const part = { orderId: "a", quantity: "2", price: "10", filledQuantity: "0.7" };
  client.emitOrder({ ...part, status: OrderStatus.PARTIALLY_FILLED });
  client.emitOrder({ orderId: "a", status: OrderStatus.CANCELLED });
  client.emitOrder({ ...part, orderId: "b", status: OrderStatus.PARTIALLY_FILLED });
  client.emitOrder({ orderId: "b", status: OrderStatus.FILLED });
  expect(
    watched.items.map((order) => [order.filledQuantity, order.remainingQuantity, order.averagePrice]),
  ).toEqual([
    ["0.7", "1.3", "10"],
    ["0.7", "1.3", "10"],
    ["0.7", "1.3", "10"],
    ["2", "0", "10"],
  ]);
});

test("emitted and read orders have the terms of the placed order", async () => {
  const client = createMockClient();
  client.onSubscribeOrders([]);
  const watched = await watchOrders(client, { symbols: ["ETH-USD"] });
  client.onPlaceOrder({});
  const { orderId, clientOrderId } = await client.placeOrder({
    ...LIMIT_ORDER,
    symbol: "ETH-USD",
    quantity: "7",
  });
  client.emitOrder({ orderId, status: OrderStatus.FILLED });
  const placed = { orderId, clientOrderId, symbol: "ETH-USD", quantity: "7" };
  expect(watched.items).toMatchObject([{ ...placed, filledQuantity: "7" }]);
  client.onGetOrder({ status: OrderStatus.PARTIALLY_FILLED });
  expect(await client.getOrder(orderId)).toMatchObject({ ...placed, filledQuantity: "3.5" });
});

test("a stream that begins with emitted items also takes the latency", async () => {
  const clock = createManualClock();
  const client = createMockClient({ clock, latencyMs: 50 });
  client.emitOrderBook();
  const opening = watchBooks(client);
  await clock.advance(49);
  expect(client.subscribeOrderBookCallCount()).toBe(1);
  const before = clock.timers();
  await clock.advance(1);
  await opening;
  expect([before > 0, clock.timers()]).toEqual([true, 0]);
});
