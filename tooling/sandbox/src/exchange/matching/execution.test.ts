import { describe, expect, test } from "vitest";
import { decimal, plain } from "../../numbers/decimal.ts";
import type { Side } from "../market/side.ts";
import type { Order } from "../orders/order.ts";
import { restOutsideOrder, takeFromBook } from "../outside/outside-orders.ts";
import {
  createTestExchange,
  limitOrder,
  newOrder,
  PRODUCT,
  SHARED_BOOK_PRODUCT,
  type TestExchange,
} from "../testing/test-exchange.ts";

/** Replaces the market by one ask of 1 at 100 and one of 1 at 101. */
function withTwoAsks(): TestExchange {
  const venue = createTestExchange();
  venue.exchange.marketOf(PRODUCT).book.removeMarket();
  for (const price of ["100", "101"]) rest(venue, "sell", price, "1");
  return venue;
}

function rest({ exchange }: TestExchange, side: Side, price: string, size: string): void {
  restOutsideOrder(exchange, PRODUCT, { side, price: decimal(price), size: decimal(size) });
}

function summaryOf({ status, cancelReason, filledSize, filledValue, fees, hold }: Order): string {
  return [status, cancelReason, ...[filledSize, filledValue, fees, hold].map(plain)]
    .filter(Boolean)
    .join(" ");
}

describe("an incoming order", () => {
  test("trades at the resting prices, best first, and rests with its remainder", () => {
    const venue = withTwoAsks();
    const order = venue.place(limitOrder("buy", "102", "3"));
    expect(summaryOf(order)).toBe("open 2 201 4.02 104.04");
    expect(venue.balance("coin")).toBe("102 0");
    expect(venue.balance("cash")).toBe("9690.94 104.04");
    const { book, lastPrice, trades } = venue.exchange.marketOf(PRODUCT);
    expect([book.best("buy")?.price, book.best("buy")?.remaining, lastPrice].map(String)).toEqual([
      "102",
      "1",
      "101",
    ]);
    expect(trades.slice(-2).map(({ makerSide, price }) => `${makerSide} ${price}`)).toEqual([
      "sell 100",
      "sell 101",
    ]);
    expect(venue.exchange.orders.fills.map(({ liquidity }) => liquidity)).toEqual(["taker", "taker"]);
  });

  test("leaves prices beyond its limit alone", () => {
    const venue = withTwoAsks();
    expect(summaryOf(venue.place(limitOrder("buy", "100.5", "3")))).toBe("open 1 100 2 205.02");
  });

  test.each([
    ["IOC", "2.5", "cancelled nothing to trade with 2 201 4.02 0"],
    ["IOC", "2", "filled 2 201 4.02 0"],
    ["FOK", "2.5", "cancelled fill or kill 0 0 0 0"],
    ["FOK", "2", "filled 2 201 4.02 0"],
  ] as const)("%s with a size of %s ends at once", (timeInForce, size, expected) => {
    const { place, exchange } = withTwoAsks();
    expect(summaryOf(place(limitOrder("buy", "102", size, { timeInForce })))).toBe(expected);
    expect(exchange.marketOf(PRODUCT).book.best("buy")).toBeUndefined();
  });

  test("never trades with the account's own order: its remainder is cancelled", () => {
    const venue = withTwoAsks();
    const own = venue.place(limitOrder("sell", "100.5", "1"));
    const taker = venue.place(limitOrder("buy", "102", "3"));
    expect(summaryOf(taker)).toBe("cancelled self trade 1 100 2 0");
    expect(summaryOf(own)).toBe("open 0 0 0 1");
  });

  test("a market order sized in quote currency spends whole base increments, fees included", () => {
    const venue = withTwoAsks();
    rest(venue, "sell", "102", "1");
    const terms = { type: "market", timeInForce: "IOC", quoteSize: decimal(150) } as const;
    const order = venue.place(newOrder("buy", terms));
    expect(summaryOf(order)).toBe("filled 1.465 146.965 2.9393 0");
    expect(venue.balance("cash")).toBe("9850.0957 0");
  });

  test("a market order sized in base currency is cancelled when the book runs out", () => {
    const venue = withTwoAsks();
    const terms = { type: "market", timeInForce: "IOC", baseSize: decimal(5) } as const;
    expect(summaryOf(venue.place(newOrder("buy", terms)))).toBe(
      "cancelled nothing to trade with 2 201 4.02 0",
    );
  });
});

describe("a resting order", () => {
  test("fills in price and time order, and pays the maker's fee at its own price", () => {
    const venue = createTestExchange();
    venue.exchange.marketOf(PRODUCT).book.removeMarket();
    rest(venue, "buy", "100", "1");
    const behind = venue.place(limitOrder("buy", "100", "1"));
    const better = venue.place(
      newOrder("buy", { limitPrice: decimal(101), baseSize: decimal(1) }, SHARED_BOOK_PRODUCT),
    );
    takeFromBook(venue.exchange, PRODUCT, { side: "sell", size: decimal("2.5") });
    expect(summaryOf(better)).toBe("filled 1 101 1.01 0");
    expect(summaryOf(behind)).toBe("open 0.5 50 0.5 51");
    expect(venue.balance("token")).toBe("9897.99 0");
  });

  test("is left alone by a taker with a worse limit", () => {
    const venue = createTestExchange();
    const order = venue.place(limitOrder("buy", "90", "1"));
    const taker = { side: "sell", size: decimal(400), price: decimal("90.5") } as const;
    takeFromBook(venue.exchange, PRODUCT, taker);
    expect(summaryOf(order)).toBe("open 0 0 0 91.8");
  });
});
