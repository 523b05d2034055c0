import { describe, expect, test } from "vitest";
import { decimal, plain } from "../../numbers/decimal.ts";
import { restOutsideOrder, takeFromBook } from "../outside/outside-orders.ts";
import {
  createTestExchange,
  limitOrder,
  newOrder,
  PRODUCT,
  type TestExchange,
} from "../testing/test-exchange.ts";
import { draftEdit, editOrder } from "./edit-order.ts";
import type { Order } from "./order.ts";

function edit({ exchange }: TestExchange, order: Order | undefined, price: string, size: string) {
  return editOrder(exchange, order, { price: decimal(price), size: decimal(size) });
}

describe("an edit", () => {
  test("replaces price, size and hold, and is recorded", () => {
    const venue = createTestExchange();
    const order = venue.place(limitOrder("buy", "90", "1"));
    expect(edit(venue, order, "80", "2")).toBeUndefined();
    expect([order.workingLimit, order.baseSize, order.hold].map(String)).toEqual(["80", "2", "163.2"]);
    expect(venue.balance("cash")).toBe("9836.8 163.2");
    expect(order.edits.map(({ price, size }) => `${price} ${size}`)).toEqual(["80 2"]);
    const [best] = [...venue.exchange.marketOf(PRODUCT).book.entries("buy")].filter(({ orderId }) => orderId);
    expect([best?.price, best?.remaining].map(String)).toEqual(["80", "2"]);
  });

  test("replaces a quote size by a base size", () => {
    const venue = createTestExchange();
    const order = venue.place(newOrder("buy", { limitPrice: decimal(90), quoteSize: decimal(50) }));
    edit(venue, order, "90", "0.1");
    expect(order.terms).not.toHaveProperty("quoteSize");
    expect(order.terms.baseSize?.toFixed()).toBe("0.1");
  });

  test("keeps the place in the queue for a smaller size, and loses it for a larger one", () => {
    const venue = createTestExchange();
    const { exchange } = venue;
    const order = venue.place(limitOrder("buy", "100", "2"));
    restOutsideOrder(exchange, PRODUCT, { side: "buy", price: decimal(100), size: decimal(2) });
    const filledBy = (size: string) => {
      takeFromBook(exchange, PRODUCT, { side: "sell", size: decimal(size) });
      return plain(order.filledSize);
    };
    edit(venue, order, "100", "1");
    expect(filledBy("0.25")).toBe("0.25");
    edit(venue, order, "100", "1.5");
    expect(filledBy("0.25")).toBe("0.25");
  });

  test("to a price that crosses trades at once", () => {
    const venue = createTestExchange();
    const order = venue.place(limitOrder("buy", "90", "0.1"));
    edit(venue, order, "120", "0.1");
    expect(order.status).toBe("filled");
  });
});

describe("a refused edit", () => {
  test("names its reason and changes nothing", () => {
    const venue = createTestExchange();
    const open = venue.place(limitOrder("buy", "100", "1", { postOnly: true }));
    takeFromBook(venue.exchange, PRODUCT, { side: "sell", size: decimal("0.4") });
    const filled = venue.place(limitOrder("buy", "120", "0.1"));
    const dated = venue.place(
      limitOrder("buy", "90", "1", { timeInForce: "GTD", endTimeMs: Date.UTC(2030, 0) }),
    );
    const before = { ...open };
    expect(edit(venue, undefined, "90", "1")).toBe("unknown order");
    expect(edit(venue, filled, "90", "1")).toBe("not open");
    expect(edit(venue, dated, "90", "2")).toBe("not a limit order");
    expect(edit(venue, open, "90.1", "1")).toBe("invalid price");
    expect(edit(venue, open, "0", "1")).toBe("invalid price");
    expect(edit(venue, open, "90", "1.0001")).toBe("invalid size");
    expect(edit(venue, open, "90", "0.4")).toBe("size already filled");
    expect(edit(venue, open, "100", "1")).toBe("nothing changed");
    expect(edit(venue, open, "120", "1")).toBe("post-only would cross");
    expect(edit(venue, open, "99", "100")).toBe("insufficient funds");
    expect(draftEdit(venue.exchange, open, { price: undefined, size: decimal(1) })).toEqual({
      refused: "invalid price",
    });
    expect(open).toEqual(before);
  });
});
