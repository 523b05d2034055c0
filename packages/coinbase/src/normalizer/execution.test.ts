import { type ExecutionReport, Liquidity, OrderSide, OrderStatus, OrderType, toPlain } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import type { JsonFields } from "../testdata/fixtures/fixtures.ts";
import { type Answer, reply, replyOf } from "../testdata/scripted/scripted-venue.ts";
import { createTestClient } from "../testdata/scripted/test-client.ts";

const FILL: JsonFields = {
  entry_id: "entry-1",
  trade_id: "trade-1",
  order_id: "order-1",
  trade_time: "2026-10-05T11:20:33.123456789Z",
  trade_type: "FILL",
  price: "14.37",
  size: "7.50",
  commission: "0.6534",
  product_id: "LINK-USD",
  liquidity_indicator: "MAKER",
  size_in_quote: false,
  side: "SELL",
};

async function readFills(first: Answer): Promise<ExecutionReport[]> {
  const { client } = createTestClient({ "GET /orders/historical/fills": [first, reply({ fills: [] })] });
  return client.getFills();
}

async function readOne(changes: JsonFields): Promise<ExecutionReport | undefined> {
  return (await readFills(reply({ fills: [{ ...FILL, ...changes }] })))[0];
}

test("a fill becomes a report with the venue's digits and nanoseconds, without an order status", async () => {
  expect(await readOne({})).toMatchObject({
    side: OrderSide.SELL,
    type: OrderType.UNSPECIFIED,
    status: OrderStatus.UNSPECIFIED,
    liquidity: Liquidity.MAKER,
  });
  expect(toPlain(await readOne({}))).toMatchObject({
    orderId: "order-1",
    clientOrderId: "",
    symbol: "LINK-USD",
    executionId: "entry-1",
    tradeId: "trade-1",
    lastPrice: "14.37",
    lastQuantity: "7.50",
    fee: "0.6534",
    feeAsset: "USD",
    venueStatus: "FILL",
    timestamp: "2026-10-05T11:20:33.123456789Z",
  });
});

describe("a size in quote", () => {
  test("is the quote quantity, and gives a computed base quantity that is cut", async () => {
    const [inQuote, inBase] = await readFills(replyOf("fills-sized-in-quote"));
    // 49.7017893 / 14.37 = 3.458718810020876826722338…
    expect(inQuote).toMatchObject({
      lastQuoteQuantity: "49.7017893",
      lastQuantity: "3.458718810020876826",
      lastPrice: "14.37",
    });
    expect(inBase).toMatchObject({ lastQuantity: "7.5" });
    expect(inBase).not.toHaveProperty("lastQuoteQuantity");
  });

  test("at a price of zero has no base quantity", async () => {
    const report = await readOne({ size_in_quote: true, price: "0.00" });
    expect(report).toMatchObject({ lastQuoteQuantity: "7.50" });
    expect(report).not.toHaveProperty("lastQuantity");
  });

  test("can be flagged by text", async () => {
    expect(await readOne({ size_in_quote: "true", price: "2" })).toMatchObject({ lastQuantity: "3.75" });
  });
});

test("an unknown liquidity is UNSPECIFIED, a missing one absent, and a future's fee has no asset", async () => {
  const [spot, future] = await readFills(replyOf("fills-with-cursor"));
  expect(spot).toMatchObject({ liquidity: Liquidity.UNSPECIFIED, feeAsset: "USD" });
  expect(future).toMatchObject({ symbol: "BIT-26FEB27-CDE", fee: "1.70", liquidity: Liquidity.MAKER });
  expect(future).not.toHaveProperty("feeAsset");
  expect(await readOne({ liquidity_indicator: "" })).not.toHaveProperty("liquidity");
});

test("a reversal is a separate entry with its kind in venueStatus", async () => {
  const fills = await readFills(replyOf("fills-reversal"));
  expect(fills.map(({ venueStatus }) => venueStatus)).toEqual(["REVERSAL", "FILL"]);
  expect(new Set(fills.map(({ executionId }) => executionId)).size).toBe(2);
});

test.each(["order_id", "product_id", "price", "size"])(
  "a fill without its %s is malformed",
  async (field) => {
    expect(await failureOf(readOne({ [field]: "" }))).toMatchObject({
      kind: "malformed",
      reason: `fills[0].${field} is missing`,
    });
  },
);
