import { expect, test } from "vitest";
import { decimal, plain } from "../../numbers/decimal.ts";
import { runDueActions } from "../due/due-actions.ts";
import { moveMarket } from "../outside/outside-orders.ts";
import { createTestExchange, limitOrder, PRODUCT } from "../testing/test-exchange.ts";
import { cancelOrder } from "./cancel-order.ts";

test("a cancel takes the order out of the book and releases its hold", () => {
  const { exchange, place, balance } = createTestExchange();
  const order = place(limitOrder("buy", "90", "1"));
  expect(cancelOrder(exchange, order)).toBeUndefined();
  expect(order).toMatchObject({ status: "cancelled", cancelReason: "requested" });
  expect(exchange.marketOf(PRODUCT).book.entryOf(order.orderId)).toBeUndefined();
  expect([plain(order.hold), balance("cash")]).toEqual(["0", "10000 0"]);
});

test("an unknown, a filled and an ended order refuse a cancel", () => {
  const { exchange, place } = createTestExchange();
  const filled = place(limitOrder("buy", "120", "0.1"));
  const ended = place(limitOrder("buy", "90", "1"));
  cancelOrder(exchange, ended);
  const refusals = [undefined, filled, ended].map((order) => cancelOrder(exchange, order));
  expect(refusals).toEqual(["unknown order", "already filled", "already ended"]);
});

test("a queued cancel loses against a fill that comes first", () => {
  const { exchange, clock, place } = createTestExchange({ cancelLatencyMs: 50 });
  const order = place(limitOrder("buy", "90", "1"));
  expect(cancelOrder(exchange, order)).toBeUndefined();
  expect(cancelOrder(exchange, order)).toBe("already cancelling");
  expect(order.status).toBe("cancelling");
  moveMarket(exchange, PRODUCT, decimal(80));
  clock.advance(50);
  runDueActions(exchange);
  expect(order).toMatchObject({ status: "filled", cancelAtMs: undefined, cancelReason: undefined });
});
