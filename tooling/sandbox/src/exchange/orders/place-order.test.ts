import { describe, expect, test } from "vitest";
import { decimal, plain } from "../../numbers/decimal.ts";
import { isRefused } from "../refused.ts";
import {
  createTestExchange,
  limitOrder,
  newOrder,
  PRODUCT,
  SHARED_BOOK_PRODUCT,
} from "../testing/test-exchange.ts";
import { estimateOrder } from "./estimate-order.ts";
import type { NewOrder } from "./new-order.ts";
import type { OrderRefusal } from "./order-refusal.ts";
import { draftOrder, placeOrder } from "./place-order.ts";
import { isVisible, visibleFills, visibleOrders } from "./visible.ts";

const REFUSED: readonly (readonly [OrderRefusal, NewOrder])[] = [
  ["price off increment", limitOrder("buy", "90.1", "1")],
  [
    "price off increment",
    limitOrder("sell", "110", "1", { stopPrice: decimal("90.1"), stopDirection: "down" }),
  ],
  ["base size off increment", limitOrder("buy", "90", "1.0001")],
  ["quote size off increment", newOrder("buy", { limitPrice: decimal(90), quoteSize: decimal("9.001") })],
  ["base size too small", limitOrder("buy", "90", "0.005")],
  ["base size too large", limitOrder("buy", "90", "500.001")],
  ["value too small", limitOrder("buy", "90", "0.01")],
  ["value too small", newOrder("buy", { limitPrice: decimal(10_000), quoteSize: decimal(1) })],
  ["value too large", limitOrder("sell", "90000", "2")],
  ["end time in the past", limitOrder("buy", "90", "1", { timeInForce: "GTD", endTimeMs: 0 })],
  [
    "stop price below last price",
    limitOrder("buy", "90", "1", { stopPrice: decimal(100), stopDirection: "up" }),
  ],
  [
    "stop price above last price",
    limitOrder("sell", "90", "1", { stopPrice: decimal(100), stopDirection: "down" }),
  ],
  ["post-only would cross", limitOrder("buy", "100.5", "1", { postOnly: true })],
  ["insufficient funds", limitOrder("buy", "100", "98.04")],
  ["insufficient funds", limitOrder("sell", "200", "100.001")],
];

describe("refusals", () => {
  test.each(REFUSED)("%s: the order is neither stored nor held for", (refused, order) => {
    const { exchange, balance } = createTestExchange();
    expect(placeOrder(exchange, order)).toEqual({ refused });
    expect(draftOrder(exchange, order)).toEqual({ refused });
    expect(exchange.orders.orders).toEqual([]);
    expect([balance("cash"), balance("coin")]).toEqual(["10000 0", "100 0"]);
  });

  test("no liquidity: a market order needs an order on the other side", () => {
    const { exchange } = createTestExchange();
    exchange.marketOf(PRODUCT).book.removeMarket();
    const order = newOrder("buy", { type: "market", timeInForce: "IOC", quoteSize: decimal(50) });
    expect(placeOrder(exchange, order)).toEqual({ refused: "no liquidity" });
  });
});

describe("holds", () => {
  test("a resting buy holds its value at the limit plus the taker's fee", () => {
    const { place, balance } = createTestExchange();
    const order = place(limitOrder("buy", "90", "2"));
    expect([order.status, plain(order.hold), balance("cash")]).toEqual(["open", "183.6", "9816.4 183.6"]);
  });

  test("a resting sell holds its size", () => {
    const { place, balance } = createTestExchange();
    place(limitOrder("sell", "110", "2"));
    expect(balance("coin")).toBe("98 2");
  });

  test("a product in a shared book pays with its own quote currency", () => {
    const { place, balance } = createTestExchange();
    const terms = { limitPrice: decimal(90), baseSize: decimal(1) };
    place(newOrder("buy", terms, SHARED_BOOK_PRODUCT));
    expect([balance("token"), balance("cash")]).toEqual(["9908.2 91.8", "10000 0"]);
  });

  test("a quote size at a limit becomes whole base increments that the size pays for with fees", () => {
    const { place } = createTestExchange();
    const order = place(newOrder("buy", { limitPrice: decimal(90), quoteSize: decimal(50) }));
    expect([order.baseSize?.toFixed(), plain(order.hold)]).toEqual(["0.544", "49.9392"]);
  });
});

describe("drafts", () => {
  test("an estimate prices the part that rests at its limit, with the maker's fee", () => {
    const { exchange, balance } = createTestExchange();
    const draft = draftOrder(exchange, limitOrder("buy", "90", "2"));
    if (isRefused(draft)) throw new Error(draft.refused);
    const { total, commission, value, size, taken } = estimateOrder(exchange, draft.order);
    expect([total, commission, value, size, taken.size].map(plain)).toEqual([
      "181.8",
      "1.8",
      "180",
      "2",
      "0",
    ]);
    expect([exchange.orders.orders.length, balance("cash")]).toEqual([0, "10000 0"]);
  });
});

describe("reads", () => {
  test("a new order and its fills are missing for the read latency", () => {
    const { exchange, clock, place } = createTestExchange({ readLatencyMs: 20 });
    const order = place(newOrder("sell", { type: "market", timeInForce: "IOC", baseSize: decimal("0.1") }));
    const seen = () => [
      isVisible(exchange, order),
      visibleOrders(exchange).length,
      visibleFills(exchange).length,
    ];
    clock.advance(19);
    expect(seen()).toEqual([false, 0, 0]);
    clock.advance(1);
    expect(seen()).toEqual([true, 1, 1]);
    expect(exchange.orders.byClientOrderId(order.clientOrderId)).toBe(order);
  });
});
