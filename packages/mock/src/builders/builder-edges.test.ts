import { OrderSide, OrderStatus, OrderType } from "@cqvx/core";
import { compareDecimals } from "@cqvx/core/in-memory";
import { expect, test } from "vitest";
import { createMockClient } from "../mock/mock-client.ts";
import { createManualClock } from "../venue/manual-clock.ts";
import { buildBalance } from "./build-balance.ts";
import { buildFill } from "./build-fill.ts";
import { buildOrder } from "./build-order.ts";
import { buildOrderBook } from "./build-order-book.ts";
import { buildTrade } from "./build-trade.ts";
import { generateOrderBooks } from "./generate-order-books.ts";

test.each([OrderStatus.PARTIALLY_FILLED, OrderStatus.CANCELLED, OrderStatus.OPEN])(
  "the remaining quantity follows from the given filled quantity: status %i",
  (status) => {
    const { remainingQuantity } = buildOrder({ status, quantity: "0.1", filledQuantity: "0.04" });
    expect(remainingQuantity).toBe("0.06");
  },
);

test("the locked amount of an asset follows from its total and available amounts", () => {
  const [asset] = buildBalance({ assets: [{ asset: "BTC", total: "10", available: "4" }] }).assets;
  expect(asset?.locked).toBe("6");
});

test.each([
  [1, "50000"],
  [4, "0.05"],
  [5, "0.05"],
])("books of %i levels around %s are never crossed", (levels, mid) => {
  let left = 1_000;
  for (const { bids, asks, sequence } of generateOrderBooks({ levels, mid })) {
    const [bid, ask] = [bids[0], asks[0]];
    if (bid && ask) expect(compareDecimals(bid.price, ask.price), `book ${sequence}`).toBeLessThan(0);
    left -= 1;
    if (left === 0) break;
  }
});

test("a given timestamp is copied", () => {
  const timestamp = { $typeName: "cqc.types.v1.Timestamp", seconds: "5", nanos: 0 } as const;
  expect(buildTrade({ timestamp }).timestamp).not.toBe(timestamp);
});

test.each([OrderType.TWAP, OrderType.VWAP])("a built order of type %i can be placed", async (type) => {
  const client = createMockClient({ clock: createManualClock() });
  client.onPlaceOrder({});
  await client.placeOrder(buildOrder({ type }));
});

test("a built order with an expireTime can be placed", async () => {
  const client = createMockClient({ clock: createManualClock() });
  client.onPlaceOrder({});
  await client.placeOrder(buildOrder({ expireTime: "2027-01-01T00:00:00Z" }));
});

test("an override named __proto__ does not change the prototype", () => {
  expect(Object.getPrototypeOf(buildOrder(JSON.parse('{"__proto__":{"x":1}}')))).toBe(Object.prototype);
});

test("ids do not depend on the order of the overrides", () => {
  expect(buildOrder({ symbol: "ETH-USD", side: OrderSide.SELL })).toEqual(
    buildOrder({ side: OrderSide.SELL, symbol: "ETH-USD" }),
  );
});

test("each generated book differs from the previous one", () => {
  const books = generateOrderBooks();
  let last = "";
  for (let i = 0; i < 100; i += 1) {
    const { bids, asks } = books.next().value;
    const text = JSON.stringify([bids, asks]);
    expect(text, `book ${i + 1}`).not.toBe(last);
    last = text;
  }
});

test.each([
  ["bids", "60000"],
  ["asks", "0.05"],
])("a book with only %s given gets the other side next to them", (side, price) => {
  const { bids, asks } = buildOrderBook({ [side]: [[price, "1"]] });
  expect(compareDecimals(bids[0]?.price ?? "", asks[0]?.price ?? "")).toBeLessThan(0);
  expect([...bids, ...asks]).toHaveLength(4);
});

test("an amount used in a computation must be a decimal, and the error names its field", () => {
  expect(() => buildOrder({ quantity: "x", status: OrderStatus.PARTIALLY_FILLED })).toThrow(
    "invalidInput: quantity must be a decimal string",
  );
  expect(() => buildBalance({ assets: [{ asset: "USD", total: "x" }] })).toThrow(
    "total must be a decimal string",
  );
});

test("a fill has its own ids, price and quantity, and matches its order", () => {
  const whole = buildFill({ quantity: "2", price: "10" });
  expect(whole).toMatchObject({ status: OrderStatus.FILLED, lastQuantity: "2", lastPrice: "10" });
  const part = buildFill({ quantity: "2", price: "10", lastQuantity: "0.5" });
  expect(part).toMatchObject({
    status: OrderStatus.PARTIALLY_FILLED,
    filledQuantity: "0.5",
    lastQuantity: "0.5",
  });
  expect(new Set([whole.executionId, part.executionId, undefined]).size).toBe(3);
});
