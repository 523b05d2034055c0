import { ProductStatus } from "@cqvx/core";
import { expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { createPaperClient } from "./paper-client.ts";
import { BOOK, SYMBOL } from "./testdata/paper.ts";

const level = { price: "100", quantity: "1" };

test.each<[string, object]>([
  ["options", { balance: {} }],
  ["venue", { venue: "hunter2 " }],
  ["balances", { balances: [] }],
  ["balances", { balances: { "hunter2 usd": "1" } }],
  ["balances.USD", { balances: { USD: "-1" } }],
  ["balances.USD", { balances: { USD: 1 } }],
  ["books", { books: { BTC: BOOK } }],
  ["books", { books: { "BTC-BTC": BOOK } }],
  ["books", { books: { "BTC-USD-CDE": BOOK } }],
  ["books.BTC-USD", { books: { [SYMBOL]: { ...BOOK, hunter2: [] } } }],
  ["books.BTC-USD.asks", { books: { [SYMBOL]: { bids: [] } } }],
  [
    "books.BTC-USD.bids[0].price",
    { books: { [SYMBOL]: { bids: [{ ...level, price: "hunter2" }], asks: [] } } },
  ],
  [
    "books.BTC-USD.bids[0].quantity",
    { books: { [SYMBOL]: { bids: [{ ...level, quantity: "0" }], asks: [] } } },
  ],
  ["books.BTC-USD.bids", { books: { [SYMBOL]: { bids: [level], asks: [level] } } }],
  ["fees", { fees: { takers: "0.1" } }],
  ["fees.maker", { fees: { maker: "1" } }],
  ["fees.taker", { fees: { taker: "-0.1" } }],
  ["products", { products: { "SOL-USD": {} } }],
  ["products.BTC-USD", { products: { [SYMBOL]: { increment: "1" } } }],
  ["products.BTC-USD.priceIncrement", { products: { [SYMBOL]: { priceIncrement: "0" } } }],
  ["products.BTC-USD.minQuantity", { products: { [SYMBOL]: { minQuantity: "hunter2" } } }],
  ["products.BTC-USD.status", { products: { [SYMBOL]: { status: ProductStatus.AUCTION } } }],
])("a wrong option is refused by its name, %s, and not repeated", async (field, options) => {
  const failure = await failureOf(() => createPaperClient(options));
  expect(failure).toMatchObject({
    kind: "invalidInput",
    field,
    venue: "paper",
    operation: "createPaperClient",
    sent: "no",
  });
  expect(failure.message).not.toContain("hunter2");
});

test("later changes of the options have no effect", async () => {
  const balances = { USD: "1000" };
  const bids = [{ price: "99", quantity: "1" }];
  const client = createPaperClient({ balances, books: { [SYMBOL]: { bids, asks: [] } } });
  balances.USD = "0";
  bids.splice(0, 1, { price: "1", quantity: "1" });
  expect((await client.getBalance()).assets[0]?.total).toBe("1000");
  expect((await client.getOrderBook(SYMBOL)).bids[0]?.price).toBe("99");
});

test("only symbols with books can be traded, and a book may be empty", async () => {
  const client = createPaperClient({ books: { "SOL-EUR": { bids: [], asks: [] } } });
  expect((await client.getProducts()).map(({ symbol, quoteAsset }) => [symbol, quoteAsset])).toEqual([
    ["SOL-EUR", "EUR"],
  ]);
  expect((await client.getOrderBook("SOL-EUR")).asks).toEqual([]);
});

test("default books follow larger increments", async () => {
  const client = createPaperClient({ products: { "ETH-USD": { priceIncrement: "10" } } });
  const { bids, asks } = await client.getOrderBook("ETH-USD");
  for (const { price } of [...bids, ...asks]) expect(price).toMatch(/0$/);
});
