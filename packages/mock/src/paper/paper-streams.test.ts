import { nameOf, type Order, OrderSide, OrderStatus } from "@cqvx/core";
import { expect, test } from "vitest";
import { sequencesOf, tradeIdsOf, watchBooks, watchOrders, watchTrades } from "../testdata/watch.ts";
import { buy, createTestPaper, place, SYMBOL, sell } from "./testdata/paper.ts";

const { BUY, SELL } = OrderSide;

const statesOf = (orders: readonly Order[]): string[] =>
  orders.map(({ status, filledQuantity }) => `${nameOf(OrderStatus, status)} ${filledQuantity}`);

test("a book stream begins with the book, and delivers it after each change", async () => {
  const { client } = createTestPaper();
  const books = await watchBooks(client, SYMBOL, { depth: 1 });
  await client.placeOrder(buy("1", "100"));
  client.trade(SYMBOL, { side: SELL, quantity: "0.5" });
  await client.getBalance();
  expect(sequencesOf(books)).toEqual(["1", "2", "3"]);
  expect(books.items.at(-1)?.book.bids).toMatchObject([{ price: "100", quantity: "0.5" }]);
});

test("a trade stream delivers every trade with the side of the taker, including the account's trades", async () => {
  const { client } = createTestPaper();
  const trades = await watchTrades(client);
  client.trade(SYMBOL, { side: SELL, quantity: "1.5" });
  await client.placeOrder(buy("1", "101"));
  expect(trades.items.map(({ tradeId, price, side }) => [tradeId, price, side])).toEqual([
    ["1", "99", SELL],
    ["2", "98", SELL],
    ["3", "101", BUY],
  ]);
});

test("a new subscriber can receive the last 100 trades", async () => {
  const { client } = createTestPaper();
  for (let count = 0; count < 120; count += 1) client.trade(SYMBOL, { side: SELL, quantity: "0.01" });
  const first = await watchTrades(client, SYMBOL, { history: true });
  const second = await watchTrades(client, SYMBOL, { history: true });
  const third = await watchTrades(client, SYMBOL);
  expect(tradeIdsOf(first)).toHaveLength(100);
  expect(tradeIdsOf(first)[0]).toBe("21");
  expect(tradeIdsOf(second)).toEqual(tradeIdsOf(first));
  expect(tradeIdsOf(third)).toEqual([]);
});

test("an order stream begins with the open orders, and delivers each later state", async () => {
  const { client } = createTestPaper();
  const open = await place(client, sell("1", "101"));
  const orders = await watchOrders(client);
  client.trade(SYMBOL, { side: BUY, quantity: "1.4" });
  await client.cancelOrder(open.orderId);
  await client.placeOrder(sell("2", "98"));
  expect(statesOf(orders.items)).toEqual([
    "OPEN 0",
    "PARTIALLY_FILLED 0.4",
    "CANCELLED 0.4",
    "OPEN 0",
    "PARTIALLY_FILLED 1",
    "FILLED 2",
  ]);
});

test("after an interruption a stream is live again with the missed items", async () => {
  const { client } = createTestPaper();
  const stays = await place(client, buy("1", "97"));
  const ends = await place(client, sell("1", "110"));
  const [books, trades, orders] = [
    await watchBooks(client),
    await watchTrades(client),
    await watchOrders(client),
  ];
  client.interruptStreams();
  client.interruptStreams();
  expect((await client.health()).streams).toBe("stale");
  client.trade(SYMBOL, { side: SELL, quantity: "0.5" });
  client.trade(SYMBOL, { side: SELL, quantity: "0.5" });
  await client.cancelOrder(ends.orderId);
  expect([tradeIdsOf(trades), orders.items.length]).toEqual([[], 2]);
  client.resumeStreams();
  expect((await client.health()).streams).toBe("live");
  expect(books.states).toEqual(["live", "stale", "live"]);
  // The last book once more as stale, and then the current book.
  expect(sequencesOf(books)).toEqual(["3", "3", "6"]);
  expect(tradeIdsOf(trades)).toEqual(["1", "2"]);
  expect(orders.items.slice(2).map(({ orderId, status }) => [orderId, status])).toEqual([
    [ends.orderId, OrderStatus.CANCELLED],
    [stays.orderId, OrderStatus.OPEN],
  ]);
});

test("a stream opened during an interruption is live after it", async () => {
  const { client } = createTestPaper();
  client.interruptStreams();
  const opening = watchBooks(client);
  client.resumeStreams();
  expect((await opening).states).toEqual(["live"]);
  expect(sequencesOf(await opening)).toEqual(["1"]);
});

test("streams are stale while the venue is down, and stay stale during an interruption after it", async () => {
  const { client } = createTestPaper();
  const books = await watchBooks(client);
  client.takeDown();
  client.interruptStreams();
  client.bringUp();
  expect(books.subscription.state).toBe("stale");
  client.resumeStreams();
  expect(books.subscription.state).toBe("live");
});

test("an item that a handler causes is delivered after the current item", async () => {
  const { client } = createTestPaper();
  const seen: string[] = [];
  await client.subscribeTrades(SYMBOL, ({ tradeId }) => {
    seen.push(tradeId);
    if (tradeId === "1") client.trade(SYMBOL, { side: SELL, quantity: "0.1" });
  });
  await client.subscribeTrades(SYMBOL, ({ tradeId }) => void seen.push(`other ${tradeId}`));
  client.trade(SYMBOL, { side: SELL, quantity: "0.1" });
  expect(seen).toEqual(["1", "other 1", "2", "other 2"]);
});

test("an expired order is delivered at the next event", async () => {
  const { client, clock } = createTestPaper();
  const orders = await watchOrders(client);
  await client.placeOrder(buy("1", "90", { expireTime: new Date(clock.now() + 1_000) }));
  await clock.advance(2_000);
  await client.getBalance();
  expect(statesOf(orders.items)).toEqual(["OPEN 0", "EXPIRED 0"]);
});

test("a closed client ends its streams, and its levers still work", async () => {
  const { client } = createTestPaper();
  const books = await watchBooks(client);
  await client.close();
  expect(await books.subscription.closed).toEqual({ reason: "closed" });
  client.trade(SYMBOL, { side: SELL, quantity: "1" });
  client.moveMarket(SYMBOL, "120");
  client.interruptStreams();
  client.resumeStreams();
  client.takeDown();
  client.bringUp();
  client.holdReplies();
  client.releaseReplies();
  expect(books.items).toHaveLength(1);
});
