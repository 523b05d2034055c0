import { expect, test } from "vitest";
import { createManualClock } from "../time/clock.ts";
import { createStamp } from "./stamp.ts";
import { createTestExchange, PRODUCT, SHARED_BOOK_PRODUCT } from "./testing/test-exchange.ts";

test("products that share a book share its market", () => {
  const { exchange } = createTestExchange();
  expect(exchange.marketOf(SHARED_BOOK_PRODUCT)).toBe(exchange.marketOf(PRODUCT));
});

test("refuses a product without a book", () => {
  const { exchange } = createTestExchange();
  expect(() => exchange.marketOf({ ...PRODUCT, bookId: "other" })).toThrow(
    "the sandbox has no book of other",
  );
});

test("stamps of one millisecond ascend by a microsecond, up to the end of the millisecond", () => {
  const clock = createManualClock(1_000);
  const stamp = createStamp(clock);
  expect([stamp(), stamp(), stamp()]).toEqual([1_000_000, 1_000_001, 1_000_002]);
  for (let count = 0; count < 2_000; count++) stamp();
  expect(stamp()).toBe(1_000_999);
  clock.advance(1);
  expect([stamp(), stamp(2_000)]).toEqual([1_001_000, 2_000_000]);
});
