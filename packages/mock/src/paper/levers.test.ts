import { OrderSide, OrderStatus, toPlain, type VenueError } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { watchTrades } from "../testdata/watch.ts";
import { BOOK, buy, createTestPaper, holdingOf, levelsOf, place, SYMBOL, sell } from "./testdata/paper.ts";

const { BUY, SELL } = OrderSide;

test("another trader takes no worse price than his limit, and the rest of his trade does not rest", async () => {
  const { client } = createTestPaper();
  const trades = client.trade(SYMBOL, { side: BUY, quantity: "5", price: "101.5" });
  expect(toPlain(trades)).toEqual([
    {
      tradeId: "1",
      symbol: SYMBOL,
      price: "101",
      quantity: "1",
      side: "BUY",
      timestamp: "2026-01-05T12:00:00Z",
    },
  ]);
  expect(await levelsOf(client, "asks")).toEqual(["102 x 2"]);
  expect(await levelsOf(client, "bids")).toEqual(["99 x 1", "98 x 2"]);
});

test("a taken offer of another trader is gone", async () => {
  const { client } = createTestPaper();
  client.trade(SYMBOL, { side: SELL, quantity: "1.25" });
  expect(await levelsOf(client, "bids")).toEqual(["98 x 1.75"]);
});

test("a new book fills the account's orders that it crosses at their own price, up to its quantity", async () => {
  const { client } = createTestPaper();
  const near = await place(client, sell("1", "105"));
  const far = await place(client, sell("1", "106"));
  const beyond = await place(client, sell("1", "108"));
  client.setOrderBook(SYMBOL, {
    bids: [
      { price: "106", quantity: "0.5" },
      { price: "107", quantity: "1" },
    ],
    asks: [{ price: "109", quantity: "3" }],
  });
  expect(await client.getOrder(near.orderId)).toMatchObject({
    status: OrderStatus.FILLED,
    averagePrice: "105",
  });
  expect(await client.getOrder(far.orderId)).toMatchObject({ filledQuantity: "0.5", averagePrice: "106" });
  expect((await client.getOrder(beyond.orderId)).filledQuantity).toBe("0");
  expect(await levelsOf(client, "bids")).toEqual([]);
  expect(await levelsOf(client, "asks")).toEqual(["106 x 0.5", "108 x 1", "109 x 3"]);
});

test("the rest of a crossing level rests", async () => {
  const { client } = createTestPaper();
  await place(client, sell("1", "105"));
  client.setOrderBook(SYMBOL, { bids: [{ price: "107", quantity: "3" }], asks: [] });
  expect(await levelsOf(client, "bids")).toEqual(["107 x 2"]);
});

test("offers ahead of the account's order stay ahead when the book is set again", async () => {
  const { client } = createTestPaper();
  const own = await place(client, buy("1", "99"));
  client.setOrderBook(SYMBOL, { ...BOOK, bids: [{ price: "99.0", quantity: "3" }] });
  client.trade(SYMBOL, { side: SELL, quantity: "1" });
  expect((await client.getOrder(own.orderId)).filledQuantity).toBe("0");
  client.trade(SYMBOL, { side: SELL, quantity: "1" });
  expect((await client.getOrder(own.orderId)).status).toBe(OrderStatus.FILLED);
  expect(await levelsOf(client, "bids")).toEqual(["99 x 2"]);
});

test("a book can be given in any order, with a price twice, and as a CQC message", async () => {
  const { client } = createTestPaper();
  const book = {
    bids: [
      { price: "90", quantity: "1" },
      { price: "91", quantity: "1" },
      { price: "90.0", quantity: "2" },
    ],
    asks: [{ price: "95", quantity: "1" }],
  };
  client.setOrderBook(SYMBOL, book);
  expect(await levelsOf(client, "bids")).toEqual(["91 x 1", "90 x 3"]);
  const message = await client.getOrderBook(SYMBOL);
  client.setOrderBook(SYMBOL, message);
  expect(await levelsOf(client, "bids")).toEqual(["91 x 1", "90 x 3"]);
});

test("moving the market shifts the offers of others, and completely fills the account's orders in its way", async () => {
  const { client } = createTestPaper();
  const inTheWay = await place(client, sell("4", "105"));
  const beyond = await place(client, sell("1", "111"));
  const behind = await place(client, buy("1", "90"));
  client.moveMarket(SYMBOL, "110");
  expect(await client.getOrder(inTheWay.orderId)).toMatchObject({
    status: OrderStatus.FILLED,
    averagePrice: "105",
  });
  expect((await client.getOrder(beyond.orderId)).status).toBe(OrderStatus.OPEN);
  expect((await client.getOrder(behind.orderId)).status).toBe(OrderStatus.OPEN);
  expect(await levelsOf(client, "bids")).toEqual(["109 x 1", "108 x 2", "90 x 1"]);
  expect(await levelsOf(client, "asks")).toEqual(["111 x 2", "112 x 2"]);
  expect(await holdingOf(client, "USD")).toBe("1330 + 90");
});

test("moving the market down fills the account's bids, and levels stay above zero and on their increment", async () => {
  const { client } = createTestPaper();
  const bid = await place(client, buy("1", "95"));
  client.moveMarket(SYMBOL, "1.555");
  expect((await client.getOrder(bid.orderId)).status).toBe(OrderStatus.FILLED);
  expect(await levelsOf(client, "bids")).toEqual(["0.55 x 1"]);
  expect(await levelsOf(client, "asks")).toEqual(["2.56 x 1", "3.56 x 2"]);
});

test("steps of the market follow from the seed", async () => {
  const walk = async (seed: number): Promise<unknown> => {
    const { client } = createTestPaper({ seed });
    const own = await place(client, sell("1", "100.5"));
    client.step(SYMBOL, 50);
    client.step(SYMBOL);
    const order = await client.getOrder(own.orderId);
    return toPlain([await client.getOrderBook(SYMBOL), await client.getBalance(), { ...order }]);
  };
  expect(await walk(1)).toEqual(await walk(1));
  expect(await walk(1)).not.toEqual(await walk(2));
});

test("steps never empty the book, because others add new offers", async () => {
  const { client } = createTestPaper();
  client.step(SYMBOL, 2_000);
  expect((await client.getOrderBook(SYMBOL)).bids.length).toBeGreaterThan(0);
  expect((await client.getOrderBook(SYMBOL)).asks.length).toBeGreaterThan(0);
  expect(await client.getFills()).toEqual([]);
});

test("on an empty bid side, others start below the asks", async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const { client } = createTestPaper({ seed });
    client.setOrderBook(SYMBOL, { bids: [], asks: [{ price: "90", quantity: "1000" }] });
    const trades = await watchTrades(client);
    client.step(SYMBOL);
    // A trade step takes at least one hundredth of the offer. A new offer that crossed would take less.
    for (const { quantity } of trades.items) expect(Number(quantity)).toBeGreaterThanOrEqual(10);
  }
});

test.each<[string, (client: ReturnType<typeof createTestPaper>["client"]) => unknown]>([
  ["quantity", (client) => client.trade(SYMBOL, { side: BUY, quantity: "0" })],
  ["price", (client) => client.trade(SYMBOL, { side: BUY, quantity: "1", price: "-1" })],
  ["side", (client) => client.trade(SYMBOL, { side: OrderSide.UNSPECIFIED, quantity: "1" })],
  ["trade", (client) => client.trade(SYMBOL, { side: BUY, quantity: "1", ...{ limit: "1" } })],
  ["price", (client) => client.moveMarket(SYMBOL, "hunter2")],
  ["count", (client) => client.step(SYMBOL, 0.5)],
  ["asset", (client) => client.deposit("hunter2", "1")],
  ["amount", (client) => client.deposit("USD", "1e5")],
  [
    "book.asks[1].quantity",
    (client) =>
      client.setOrderBook(SYMBOL, {
        bids: [],
        asks: [
          { price: "1", quantity: "1" },
          { price: "2", quantity: "hunter2" },
        ],
      }),
  ],
  [
    "book.bids",
    (client) =>
      client.setOrderBook(SYMBOL, {
        bids: [{ price: "2", quantity: "1" }],
        asks: [{ price: "2.0", quantity: "1" }],
      }),
  ],
])("a lever refuses a wrong %s with its field and does nothing", async (field, pull) => {
  const { client } = createTestPaper();
  const failure: VenueError = await failureOf(() => pull(client));
  expect(failure).toMatchObject({ kind: "invalidInput", field, venue: "paper" });
  expect(failure.message).not.toContain("hunter2");
  expect((await client.getOrderBook(SYMBOL)).sequence).toBe("1");
});
