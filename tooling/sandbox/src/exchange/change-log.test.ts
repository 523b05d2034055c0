import { expect, test } from "vitest";
import { createChangeLog } from "./change-log.ts";
import { createTestExchange, limitOrder, PRODUCT } from "./testing/test-exchange.ts";

test("collects each level and each order of a change once, with trades oldest first", () => {
  const log = createChangeLog(() => true);
  const { exchange, place } = createTestExchange({ observer: log });
  log.take();
  const best = exchange.marketOf(PRODUCT).book.best("sell");
  if (best === undefined) throw new Error("the book has no asks");
  const { price } = best;
  const resting = place(limitOrder("buy", "90", "0.5"));
  const taking = ["0.1", "0.2"].map((size) => place(limitOrder("buy", price.toFixed(), size)));
  const changes = log.take();
  const levels = changes?.levels.get(PRODUCT.id)?.map((level) => `${level.side} ${level.price}`);
  expect(levels).toEqual(["buy 90", `sell ${price}`]);
  const sizes = changes?.trades.get(PRODUCT.id)?.map(({ size }) => size.toFixed());
  expect(sizes).toEqual(["0.1", "0.2"]);
  expect(changes?.orders).toEqual([resting, ...taking]);
  expect(log.take()).toBeUndefined();
});

test("ignores changes that nobody wants", () => {
  const log = createChangeLog(() => false);
  const { place } = createTestExchange({ observer: log });
  place(limitOrder("buy", "120", "0.1"));
  expect(log.take()).toBeUndefined();
});
