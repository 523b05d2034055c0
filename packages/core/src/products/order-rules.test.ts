import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NewOrder } from "../contract/new-order.ts";
import { nameOf, OrderSide, OrderType, ProductStatus } from "../cqc/enums.ts";
import type { Product } from "../cqc/messages.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { PRODUCT } from "../testdata/messages.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { compareDecimals } from "../values/decimal.ts";
import { checkOrder } from "./check-order.ts";
import { roundOrder } from "./round-order.ts";

const BUY: NewOrder = {
  symbol: "BTC-USD",
  side: OrderSide.BUY,
  type: OrderType.LIMIT,
  quantity: "0.10",
  price: "50000.00",
};
const SELL: NewOrder = { ...BUY, side: OrderSide.SELL };
const SPEND: NewOrder = {
  symbol: "BTC-USD",
  side: OrderSide.BUY,
  type: OrderType.MARKET,
  quoteQuantity: "25.50",
};

describe("checkOrder", () => {
  test("returns the same object for an order that keeps the rules", () => {
    for (const order of [BUY, SELL, SPEND]) expect(checkOrder(order, PRODUCT)).toBe(order);
  });

  test.each<readonly [string, NewOrder, string, string]>([
    ["a quantity off the grid", { ...BUY, quantity: "0.100000001" }, "quantity", "NOT_A_MULTIPLE"],
    [
      "a shown quantity off the grid",
      { ...BUY, displayQuantity: "0.000000001" },
      "displayQuantity",
      "NOT_A_MULTIPLE",
    ],
    ["a price off the grid", { ...BUY, price: "50000.001" }, "price", "NOT_A_MULTIPLE"],
    ["a stop price off the grid", { ...BUY, stopPrice: "50000.005" }, "stopPrice", "NOT_A_MULTIPLE"],
    [
      "a quote quantity off the grid",
      { ...SPEND, quoteQuantity: "25.505" },
      "quoteQuantity",
      "NOT_A_MULTIPLE",
    ],
    ["too little to spend", { ...SPEND, quoteQuantity: "0.99" }, "quoteQuantity", "TOO_SMALL"],
    ["too much to spend", { ...SPEND, quoteQuantity: "150000000.01" }, "quoteQuantity", "TOO_LARGE"],
    ["too little worth", { ...BUY, quantity: "0.00001999" }, "quantity", "TOO_SMALL"],
    ["too large a quantity", { ...BUY, quantity: "3400.00000001" }, "quantity", "TOO_LARGE"],
  ])("refuses %s, naming the field", async (_name, order, field, code) => {
    const error = await failureOf(() => checkOrder(order, PRODUCT));
    expect(error).toMatchObject({ kind: "invalidInput", field, code, sent: "no", operation: "checkOrder" });
  });

  test("accepts the minimum and the maximum of the product", () => {
    for (const quantity of ["0.00002", "3400"]) checkOrder({ ...BUY, quantity }, PRODUCT);
    const dear = { ...BUY, price: "100000000.00", quantity: "0.00000001" };
    // A sell can fill above its price, so its minimum value is not checked.
    const protectedSale = { ...SELL, price: "0.01", quantity: "0.01" };
    for (const order of [dear, protectedSale]) checkOrder(order, PRODUCT);
    for (const quoteQuantity of ["1", "150000000"]) checkOrder({ ...SPEND, quoteQuantity }, PRODUCT);
  });

  test.each<readonly [string, unknown, Product, string]>([
    ["an order of another product", { ...BUY, symbol: "ETH-USD" }, PRODUCT, "symbol"],
    ["a quantity that is a number", { ...BUY, quantity: 0.1 }, PRODUCT, "quantity"],
    ["a quantity with an exponent", { ...BUY, quantity: "1e3" }, PRODUCT, "quantity"],
    ["no order", null, PRODUCT, "order"],
    ["no product", BUY, undefined as unknown as Product, "product"],
    ["an invalid increment", BUY, { ...PRODUCT, quantityIncrement: "1 lot" }, "product.quantityIncrement"],
    [
      "an increment that is a number",
      BUY,
      { ...PRODUCT, quantityIncrement: 0.01 as never },
      "product.quantityIncrement",
    ],
    [
      "a limit that is null",
      BUY,
      { ...PRODUCT, minQuoteQuantity: null as never },
      "product.minQuoteQuantity",
    ],
    ["an increment below zero", BUY, { ...PRODUCT, priceIncrement: "-0.01" }, "product.priceIncrement"],
  ])("refuses %s", async (_name, order, product, field) => {
    const error = await failureOf(() => checkOrder(order as NewOrder, product));
    expect(error).toMatchObject({ kind: "invalidInput", field });
    expect(String(error)).not.toMatch(/1e3|1 lot/);
  });

  test("does not check a rule that is absent or zero", () => {
    const { $typeName, symbol, baseAsset, quoteAsset, status, venueStatus } = PRODUCT;
    const bare: Product = { $typeName, symbol, baseAsset, quoteAsset, status, venueStatus };
    const order: NewOrder = { ...BUY, quantity: "99999.123456789", price: "0.000000001" };
    expect(checkOrder(order, bare)).toBe(order);
    const none = { minQuoteQuantity: "0", maxQuoteQuantity: "0" };
    const zeros = {
      ...none,
      quantityIncrement: "0",
      priceIncrement: "0.00",
      maxQuantity: "0",
      minQuantity: "0",
    };
    expect(checkOrder(order, { ...PRODUCT, ...zeros })).toBe(order);
  });
});

describe("a product's status", () => {
  const MARKET = SPEND;
  const POST: NewOrder = { ...BUY, postOnly: true };
  const { TRADING, AUCTION, UNSPECIFIED, POST_ONLY, LIMIT_ONLY, CANCEL_ONLY, HALTED, DELISTED } =
    ProductStatus;

  test.each<readonly [ProductStatus, readonly NewOrder[]]>([
    [TRADING, [MARKET, BUY, POST]],
    [AUCTION, [MARKET, BUY, POST]],
    [UNSPECIFIED, [MARKET, BUY, POST]],
    [LIMIT_ONLY, [BUY, POST]],
    [POST_ONLY, [POST]],
    [CANCEL_ONLY, []],
    [HALTED, []],
    [DELISTED, []],
  ])("of %i accepts its kinds of orders and no others", async (status, taken) => {
    for (const order of [MARKET, BUY, POST]) {
      const product = { ...PRODUCT, status };
      if (taken.includes(order)) expect(checkOrder(order, product)).toBe(order);
      else {
        const code = `PRODUCT_${nameOf(ProductStatus, status)}`;
        expect(await failureOf(() => checkOrder(order, product))).toMatchObject({ field: "symbol", code });
      }
    }
  });
});

describe("roundOrder", () => {
  const rough = { quantity: "0.123456789", price: "50000.019", stopPrice: "49000.011" };

  test("rounds amounts down, and prices to the side that is no worse", () => {
    expect(roundOrder({ ...BUY, ...rough, type: OrderType.STOP_LIMIT }, PRODUCT)).toMatchObject({
      quantity: "0.12345678",
      price: "50000.01",
      stopPrice: "49000.01",
    });
    expect(roundOrder({ ...SELL, ...rough, type: OrderType.STOP_LIMIT }, PRODUCT)).toMatchObject({
      quantity: "0.12345678",
      price: "50000.02",
      stopPrice: "49000.02",
    });
    expect(roundOrder({ ...SPEND, quoteQuantity: "25.509" }, PRODUCT).quoteQuantity).toBe("25.50");
  });

  test("keeps the digits of an order on the grid, and never changes its argument", () => {
    expect(roundOrder(BUY, PRODUCT)).toEqual(BUY);
    const order = Object.freeze({ ...BUY, ...rough });
    roundOrder(order, PRODUCT);
    expect(order).toEqual({ ...BUY, ...rough });
  });

  test("keeps inherited fields, and refuses an order without a side", async () => {
    class Post {
      get postOnly(): boolean {
        return true;
      }
    }
    const inheriting: NewOrder[] = [
      Object.assign(new Post(), BUY, rough),
      Object.create(Object.freeze({ ...BUY, ...rough, postOnly: true })),
    ];
    for (const order of inheriting) {
      expect(roundOrder(order, PRODUCT)).toMatchObject({
        ...roundOrder({ ...BUY, ...rough }, PRODUCT),
        postOnly: true,
      });
    }
    const { side: _, ...sideless } = BUY;
    const error = await failureOf(() => roundOrder(sideless as NewOrder, PRODUCT));
    expect(error).toMatchObject({ kind: "invalidInput", field: "side" });
  });

  test("refuses an order that is zero, too small or too large after rounding", async () => {
    const cases = [
      [{ ...BUY, quantity: "0.000000009" }, "quantity", "TOO_SMALL"],
      [{ ...BUY, price: "0.009" }, "price", "TOO_SMALL"],
      [{ ...SPEND, quoteQuantity: "0.999" }, "quoteQuantity", "TOO_SMALL"],
      [{ ...BUY, quantity: "3400.00000001" }, "quantity", "TOO_LARGE"],
    ] as const;
    for (const [order, field, code] of cases) {
      const error = await failureOf(() => roundOrder(order, PRODUCT));
      expect(error).toMatchObject({ kind: "invalidInput", field, code, operation: "roundOrder" });
    }
  });

  test("returns an order that checkOrder accepts, within one increment and never at a worse price", () => {
    const amount = fc.integer({ min: 1_000_000, max: 900_000_000 }).map((units) => `${units / 1e9}`);
    const price = fc.integer({ min: 1_010_000, max: 99_999_999 }).map((units) => (units / 1e3).toFixed(3));
    fc.assert(
      fc.property(amount, price, fc.boolean(), (quantity, limit, buys) => {
        const order = { ...(buys ? BUY : SELL), quantity, price: limit };
        const rounded = roundOrder(order, PRODUCT);
        expect(checkOrder(rounded, PRODUCT)).toBe(rounded);
        expect(compareDecimals(rounded.quantity, quantity)).toBeLessThanOrEqual(0);
        expect(compareDecimals(rounded.price, limit) * (buys ? 1 : -1)).toBeLessThanOrEqual(0);
        expect(Math.abs(Number(rounded.price) - Number(limit))).toBeLessThan(0.0101);
      }),
      SEEDED,
    );
  });
});
