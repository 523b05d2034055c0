import { createMockClient, createPaperClient, OrderSide, OrderType } from "@cqvx/mock";
import { expect, test } from "vitest";
import { createTradingService } from "./trading-service.ts";

const BOOK = {
  bids: [{ price: "49999.00", quantity: "1" }],
  asks: [
    { price: "50001.00", quantity: "0.05" },
    { price: "50003.00", quantity: "1" },
  ],
};

test("a trade fills against the book and changes the balances", async () => {
  const client = createPaperClient({ balances: { USD: "10000" }, books: { "BTC-USD": BOOK } });

  const result = await createTradingService(client).executeTrade("BTC-USD", "0.1");

  expect(result).toMatchObject({ filledQuantity: "0.1", averagePrice: "50002" });
  const { assets } = await client.getBalance();
  expect(Object.fromEntries(assets.map(({ asset, total }) => [asset, total]))).toEqual({
    USD: "4999.8",
    BTC: "0.1",
  });
});

test("a trade that the account cannot pay for is rejected", async () => {
  const client = createPaperClient({ balances: { USD: "100" }, books: { "BTC-USD": BOOK } });
  const trading = createTradingService(client).executeTrade("BTC-USD", "0.1");
  await expect(trading).rejects.toMatchObject({ kind: "rejected", code: "INSUFFICIENT_FUND" });
});

test("a mock over a paper client records every call", async () => {
  const client = createMockClient({ over: createPaperClient({ books: { "BTC-USD": BOOK } }) });
  const service = createTradingService(client);
  await service.executeTrade("BTC-USD", "0.01");
  expect(client.calls.placeOrder[0]?.order).toMatchObject({ side: OrderSide.BUY, type: OrderType.MARKET });
  expect(client.placeOrderCallCount()).toBe(1);
});
