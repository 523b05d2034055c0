import { describe, expect, test } from "vitest";
import { decimal } from "../../numbers/decimal.ts";
import { createScheduler } from "../../time/scheduler.ts";
import { readBook } from "../market/sandbox-book.ts";
import { createTestExchange, limitOrder, PRODUCT } from "../testing/test-exchange.ts";
import { stepMarket } from "./market-steps.ts";
import { createMarketTicks } from "./market-ticks.ts";
import { moveMarket } from "./outside-orders.ts";

describe("a move of the market", () => {
  test("fills the account's orders that it reaches, at their own prices, and surrounds the new price", () => {
    const { exchange, place } = createTestExchange();
    const [reached, missed] = [place(limitOrder("buy", "95", "1")), place(limitOrder("buy", "85", "1"))];
    moveMarket(exchange, PRODUCT, decimal(90));
    expect([reached.status, reached.filledValue.toFixed(), missed.status]).toEqual(["filled", "95", "open"]);
    const { lastPrice, book } = exchange.marketOf(PRODUCT);
    const { bids, asks } = readBook(book);
    expect([lastPrice.toFixed(), bids[0]?.price, asks[0]?.price]).toEqual(["90", "89.5", "90.5"]);
  });
});

describe("steps of the market", () => {
  test("repeat with the same seed and differ with another", () => {
    const bookOf = (seed: number) => {
      const { exchange } = createTestExchange({ seed });
      for (let step = 0; step < 200; step++) stepMarket(exchange, PRODUCT);
      return readBook(exchange.marketOf(PRODUCT).book);
    };
    expect(bookOf(3)).toEqual(bookOf(3));
    expect(bookOf(3)).not.toEqual(bookOf(4));
  });

  test.each([1, 2, 3])("neither cross the book nor lose the account's orders (seed %i)", (seed) => {
    const { exchange, place } = createTestExchange({ seed });
    const { book } = exchange.marketOf(PRODUCT);
    const order = place(limitOrder("buy", "99", "5"));
    for (let step = 0; step < 300; step++) {
      stepMarket(exchange, PRODUCT);
      const [bid, ask] = [book.best("buy"), book.best("sell")];
      if (bid && ask) expect(bid.price.lt(ask.price)).toBe(true);
      const resting = book.entryOf(order.orderId)?.remaining ?? decimal(0);
      expect(resting.plus(order.filledSize).toFixed()).toBe("5");
    }
  });
});

describe("ticks", () => {
  test("step each watched book at the given rate, and stop without any", async () => {
    const { clock } = createTestExchange();
    const steps: string[] = [];
    const ticks = createMarketTicks(createScheduler(clock), 10, (bookId) => void steps.push(bookId));
    ticks.watch(["a"]);
    await clock.run(200);
    ticks.watch(["a", "b"]);
    await clock.run(100);
    ticks.watch([]);
    await clock.run(1_000);
    expect(steps).toEqual(["a", "a", "a", "b"]);
  });

  test("never run at a rate of 0", async () => {
    const { clock } = createTestExchange();
    const ticks = createMarketTicks(createScheduler(clock), 0, () => expect.unreachable());
    ticks.watch(["a"]);
    await clock.run(1_000);
  });
});
