import { OrderSide, OrderStatus, toPlain } from "@cqvx/core";
import { expect, test } from "vitest";
import { overwriteDeep } from "../contract/expectations/overwrite-deep.ts";
import { createPaperClient } from "./paper-client.ts";
import { buy, createTestPaper, market, place, SYMBOL, sell } from "./testdata/paper.ts";

test("orders are listed newest first, also with the same time", async () => {
  const { client, clock } = createTestPaper();
  const ids = [];
  for (const price of ["90", "91", "92"]) ids.unshift((await place(client, buy("0.1", price))).orderId);
  await clock.advance(10);
  ids.unshift((await place(client, buy("0.1", "93"))).orderId);
  expect((await client.getOrders()).map(({ orderId }) => orderId)).toEqual(ids);
  expect((await client.getOrders({ limit: 2 })).map(({ orderId }) => orderId)).toEqual(ids.slice(0, 2));
});

test("orders can be filtered like on every venue", async () => {
  const { client, clock } = createTestPaper();
  const filled = await place(client, buy("0.1", "101"));
  await clock.advance(10);
  const resting = await place(client, sell("0.1", "110", { clientOrderId: "mine" }));
  const found = async (filter: Parameters<typeof client.getOrders>[0]): Promise<string[]> =>
    (await client.getOrders(filter)).map(({ orderId }) => orderId);
  expect(await found({ statuses: [OrderStatus.OPEN] })).toEqual([resting.orderId]);
  expect(await found({ side: OrderSide.BUY })).toEqual([filled.orderId]);
  expect(await found({ clientOrderIds: ["mine"] })).toEqual([resting.orderId]);
  expect(await found({ end: new Date(clock.now()) })).toEqual([filled.orderId]);
  expect(await found({ symbols: ["ETH-USD"] })).toEqual([]);
});

test("fills are listed newest first, one for each trade", async () => {
  const { client } = createTestPaper();
  const { orderId } = await place(client, market(OrderSide.BUY, { quantity: "2" }));
  await place(client, sell("1", "99"));
  const fills = await client.getFills();
  expect(fills.map(({ tradeId, lastPrice }) => [tradeId, lastPrice])).toEqual([
    ["3", "99"],
    ["2", "102"],
    ["1", "101"],
  ]);
  expect(await client.getFills({ orderIds: [orderId] })).toHaveLength(2);
  expect(new Set(fills.map(({ executionId }) => executionId)).size).toBe(3);
});

test("a book has the given depth, the account's orders, a sequence, and the time of its last change", async () => {
  const { client, clock } = createTestPaper();
  const first = await client.getOrderBook(SYMBOL, { depth: 1 });
  expect(toPlain(first)).toEqual({
    symbol: SYMBOL,
    bids: [{ price: "99", quantity: "1" }],
    asks: [{ price: "101", quantity: "1" }],
    sequence: "1",
    timestamp: "2026-01-05T12:00:00Z",
    indicative: false,
  });
  await clock.advance(1_000);
  expect((await client.getOrderBook(SYMBOL)).sequence).toBe("1");
  await client.placeOrder(buy("0.5", "99"));
  expect(toPlain(await client.getOrderBook(SYMBOL, { depth: 1 }))).toMatchObject({
    bids: [{ price: "99", quantity: "1.5" }],
    sequence: "2",
    timestamp: "2026-01-05T12:00:01Z",
  });
});

test("products have their rules", async () => {
  const { client } = createTestPaper({ products: { [SYMBOL]: { minQuantity: "0.1" } } });
  expect(toPlain(await client.getProducts())).toEqual([
    {
      symbol: SYMBOL,
      baseAsset: "BTC",
      quoteAsset: "USD",
      status: "TRADING",
      venueStatus: "TRADING",
      quantityIncrement: "0.00000001",
      quoteQuantityIncrement: "0.01",
      priceIncrement: "0.01",
      minQuantity: "0.1",
    },
  ]);
});

test("the health names the venue", async () => {
  const { client } = createTestPaper({ venue: "coinbase" });
  expect(await client.health()).toEqual({
    venue: "coinbase",
    latencyMs: 0,
    clockOffsetMs: 0,
    auth: "ok",
    canTrade: true,
    streams: "idle",
  });
  expect(client.venue).toBe("coinbase");
});

test("changing a result does not change later reads", async () => {
  const { client, clock } = createTestPaper();
  const expireTime = new Date(clock.now() + 60_000);
  await place(client, buy("1", "101.5", { expireTime }));
  await place(client, buy("1", "99.5", { expireTime }));
  const read = async (): Promise<unknown[]> => [
    await client.getOrders(),
    await client.getFills(),
    await client.getBalance(),
    await client.getProducts(),
    await client.getOrderBook(SYMBOL),
    client.trade(SYMBOL, { side: OrderSide.BUY, quantity: "1", price: "0.01" }),
  ];
  const before = JSON.stringify(await read());
  for (const result of await read()) overwriteDeep(result);
  expect(JSON.stringify(await read())).toBe(before);
});

test("by default there are two symbols with books made from the seed", async () => {
  const { clock } = createTestPaper();
  const client = createPaperClient({ clock });
  expect((await client.getProducts()).map(({ symbol }) => symbol)).toEqual(["BTC-USD", "ETH-USD"]);
  const book = await client.getOrderBook("BTC-USD");
  expect(book.bids).toHaveLength(20);
  expect(Number(book.bids[0]?.price)).toBeGreaterThan(49_990);
  expect(Number(book.asks[0]?.price)).toBeLessThan(50_010);
  expect(toPlain(book)).toEqual(toPlain(await createPaperClient({ clock }).getOrderBook("BTC-USD")));
  const other = await createPaperClient({ clock, seed: 2 }).getOrderBook("BTC-USD");
  expect(toPlain(book)).not.toEqual(toPlain(other));
  expect((await client.getBalance()).assets.map(({ asset, total }) => `${total} ${asset}`)).toEqual([
    "100000 USD",
    "10 BTC",
    "100 ETH",
  ]);
});

test("a book can be given as pairs of price and quantity", async () => {
  const client = createPaperClient({ books: { "BTC-USD": { bids: [["99", "1"]], asks: [["101", "2"]] } } });
  client.setOrderBook("BTC-USD", { bids: [["98", "3"]], asks: [{ price: "102", quantity: "4" }] });
  const { bids, asks } = await client.getOrderBook("BTC-USD");
  expect([bids[0], asks[0]]).toMatchObject([
    { price: "98", quantity: "3" },
    { price: "102", quantity: "4" },
  ]);
});
