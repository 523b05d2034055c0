import { expect, test } from "vitest";
import { createScheduler } from "../../time/scheduler.ts";
import { cancelOrder } from "../orders/cancel-order.ts";
import { createTestExchange, limitOrder } from "../testing/test-exchange.ts";
import { nextDueMs, runDueActions } from "./due-actions.ts";
import { createDueWatch } from "./due-watch.ts";

test("a pending order reaches the book after the accept latency", () => {
  const { exchange, clock, place } = createTestExchange({ acceptLatencyMs: 30 });
  const order = place(limitOrder("buy", "120", "0.1"));
  clock.advance(29);
  runDueActions(exchange);
  expect([order.status, nextDueMs(exchange)]).toEqual(["pending", clock.now() + 1]);
  clock.advance(1);
  runDueActions(exchange);
  expect([order.status, nextDueMs(exchange)]).toEqual(["filled", undefined]);
});

test("late actions run in time order: the cancel before the acceptance", () => {
  const { exchange, clock, place } = createTestExchange({ acceptLatencyMs: 30, cancelLatencyMs: 10 });
  const order = place(limitOrder("buy", "120", "0.1"));
  cancelOrder(exchange, order);
  clock.advance(1_000);
  runDueActions(exchange);
  expect([order.status, order.fillCount]).toEqual(["cancelled", 0]);
});

test("an order expires at its end time and releases its hold", () => {
  const { exchange, clock, place, balance } = createTestExchange();
  const order = place(limitOrder("buy", "90", "1", { timeInForce: "GTD", endTimeMs: clock.now() + 500 }));
  clock.advance(500);
  runDueActions(exchange);
  expect([order.status, order.cancelReason, balance("cash")]).toEqual(["expired", undefined, "10000 0"]);
});

test("a watch runs due actions by the timer, and only while somebody listens", async () => {
  const { exchange, clock, place } = createTestExchange();
  let runs = 0;
  const watch = createDueWatch(exchange, createScheduler(clock), () => {
    runs += 1;
    runDueActions(exchange);
    watch.update(true);
  });
  const first = place(limitOrder("buy", "90", "1", { timeInForce: "GTD", endTimeMs: clock.now() + 100 }));
  const second = place(limitOrder("buy", "90", "1", { timeInForce: "GTD", endTimeMs: clock.now() + 300 }));
  watch.update(true);
  await clock.run(200);
  expect([runs, first.status, second.status]).toEqual([1, "expired", "open"]);
  watch.update(false);
  await clock.run(200);
  expect([runs, second.status]).toEqual([1, "open"]);
  watch.update(true);
  await clock.run(1);
  expect([runs, second.status]).toEqual([2, "expired"]);
});
