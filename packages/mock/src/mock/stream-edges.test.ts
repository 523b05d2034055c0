import { OrderStatus } from "@cqvx/core";
import { expect, test } from "vitest";
import { defer } from "../testdata/deferred.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import { LIMIT_ORDER } from "../testdata/orders.ts";
import { sequencesOf, tradeIdsOf, watchBooks, watchOrders, watchTrades } from "../testdata/watch.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { createMockClient } from "./mock-client.ts";

test("a stream that is subscribed to again whenever it ends does not keep reset from returning", async () => {
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

test("what a handler emits comes after what it was given, for everybody", async () => {
  const client = createMockClient();
  client.emitTrade({ tradeId: "0" });
  await client.subscribeTrades("BTC-USD", ({ tradeId }) => {
    if (tradeId === "1") client.emitTrade({ tradeId: "2" });
  });
  const other = await watchTrades(client);
  client.emitTrade({ tradeId: "1" });
  expect(tradeIdsOf(other)).toEqual(["1", "2"]);
});

test("a handler that emits leaves nobody with an older book", async () => {
  const client = createMockClient();
  client.emitOrderBook({ sequence: "0" });
  await client.subscribeOrderBook("BTC-USD", ({ sequence }) => {
    if (sequence === "1") client.emitOrderBook({ sequence: "2" });
  });
  const other = await watchBooks(client);
  client.emitOrderBook({ sequence: "1" });
  expect(sequencesOf(other).at(-1)).toBe("2");
});

test("what onState emits when a stream is live again is not undone by what was missed", async () => {
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

test("an answer that comes after its subscription was aborted leaves nothing behind", async () => {
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

test("an answer that comes after a reset leaves nothing behind", async () => {
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

test("trades that were emitted are history, whatever a later subscription is answered", async () => {
  const client = createMockClient();
  client.onSubscribeTrades([]);
  await watchTrades(client);
  client.emitTrade({ tradeId: "1" });
  expect(tradeIdsOf(await watchTrades(client, "BTC-USD", { history: true }))).toEqual(["1"]);
});

test("a book that was emitted is not taken back by what a later subscription is answered", async () => {
  const client = createMockClient();
  client.onSubscribeOrderBook({ sequence: "1" });
  const first = await watchBooks(client);
  client.emitOrderBook({ sequence: "2" });
  const second = await watchBooks(client);
  client.emitState("stale");
  client.emitState("live");
  expect([sequencesOf(first).at(-1), sequencesOf(second).at(-1)]).toEqual(["2", "2"]);
});

test("an order that ended is not open again by what a later subscription is answered", async () => {
  const client = createMockClient();
  client.onSubscribeOrders([{ orderId: "a" }]);
  await watchOrders(client);
  client.emitOrder({ orderId: "a", status: OrderStatus.FILLED });
  expect((await watchOrders(client)).items).toEqual([]);
});

test("a symbol that is live again while the others are stale is so for newcomers too", async () => {
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

test("a time that one handler changes is not changed for another", async () => {
  const client = createMockClient();
  client.emitTrade();
  await client.subscribeTrades("BTC-USD", ({ timestamp }) => {
    if (timestamp) timestamp.seconds = "1";
  });
  const other = await watchTrades(client);
  client.emitTrade({ tradeId: "1" });
  expect(other.items[0]?.timestamp?.seconds).not.toBe("1");
});

test("an order that ended in an interruption is told of once", async () => {
  const client = createMockClient();
  client.onSubscribeOrders([]);
  const watched = await watchOrders(client);
  client.emitState("stale");
  client.emitOrder({ orderId: "a", status: OrderStatus.FILLED });
  client.emitOrder({ orderId: "a", status: OrderStatus.FILLED });
  client.emitState("live");
  expect(watched.items).toHaveLength(1);
});

test("what was filled of an order stays filled when it is cancelled, and all is when it is FILLED", async () => {
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

test("an order that was placed is known when it is emitted, and when it is read", async () => {
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

test("a stream that begins with what was emitted takes its time as well", async () => {
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
