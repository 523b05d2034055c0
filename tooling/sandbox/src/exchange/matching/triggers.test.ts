import { expect, test } from "vitest";
import { decimal, plain } from "../../numbers/decimal.ts";
import { moveMarket } from "../outside/outside-orders.ts";
import { createTestExchange, limitOrder, PRODUCT } from "../testing/test-exchange.ts";
import { triggeredBracketLimit } from "./holds.ts";

test("a stop waits outside the book until the last price reaches it", () => {
  const { exchange, place } = createTestExchange();
  const stop = { type: "stop limit", stopPrice: decimal(110), stopDirection: "up" } as const;
  const order = place(limitOrder("buy", "120", "0.1", stop));
  moveMarket(exchange, PRODUCT, decimal("109.5"));
  expect(order).toMatchObject({ status: "open", trigger: "waiting" });
  expect(exchange.marketOf(PRODUCT).book.entryOf(order.orderId)).toBeUndefined();
  moveMarket(exchange, PRODUCT, decimal(110));
  expect(order).toMatchObject({ status: "filled", trigger: "triggered" });
});

test("a stop that trades can trigger the next one", () => {
  const { exchange, place } = createTestExchange();
  const { book } = exchange.marketOf(PRODUCT);
  const stop = (price: string) =>
    ({ type: "stop limit", stopPrice: decimal(price), stopDirection: "up" }) as const;
  const second = place(limitOrder("buy", "130", "0.1", stop("115")));
  const first = place(limitOrder("buy", "130", "0.1", stop("110")));
  book.removeMarket();
  for (const price of ["110", "116", "117"]) {
    book.insert("sell", { orderId: undefined, price: decimal(price), remaining: decimal("0.05") });
  }
  place(limitOrder("buy", "110", "0.05"));
  expect(plain(first.filledSize)).toBe("0.1");
  expect(second).toMatchObject({ status: "open", trigger: "triggered" });
});

test("a triggered bracket works 5 % beyond its trigger", () => {
  const { exchange, place } = createTestExchange();
  const bracket = { type: "bracket", stopPrice: decimal(90), stopDirection: "down" } as const;
  const order = place(limitOrder("sell", "110", "1", bracket));
  expect(plain(triggeredBracketLimit(order))).toBe("85.5");
  moveMarket(exchange, PRODUCT, decimal("89.5"));
  expect(order).toMatchObject({ status: "filled", trigger: "triggered" });
  expect(order.workingLimit?.toFixed()).toBe("85.5");
});

test("a bracket that fills at its limit is not triggered", () => {
  const { exchange, place } = createTestExchange();
  const bracket = { type: "bracket", stopPrice: decimal(90), stopDirection: "down" } as const;
  const order = place(limitOrder("sell", "110", "1", bracket));
  moveMarket(exchange, PRODUCT, decimal(110));
  expect(order).toMatchObject({ status: "filled", trigger: "waiting" });
});

test("a buying bracket holds enough for the limit of its trigger", () => {
  const { place } = createTestExchange();
  const bracket = { type: "bracket", stopPrice: decimal(110), stopDirection: "up" } as const;
  const order = place(limitOrder("buy", "90", "1", bracket));
  expect(plain(order.hold)).toBe(decimal("115.5").times("1.02").toFixed());
});
