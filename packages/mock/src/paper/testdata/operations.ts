import { type NewOrder, OrderSide, OrderType, TimeInForce } from "@cqvx/core";
import fc from "fast-check";
import { failureOf } from "../../testdata/failure-of.ts";
import type { PaperBook } from "../market/paper-book.ts";
import { SYMBOL, type TestPaper } from "./paper.ts";

/** An operation on the exchange that returns its outcome. */
export interface Operation {
  readonly name: string;
  readonly run: (paper: TestPaper) => Promise<unknown>;
}

const sides = fc.constantFrom(OrderSide.BUY, OrderSide.SELL);
const inTenths = (least: number, most: number): fc.Arbitrary<string> =>
  fc.integer({ min: least, max: most }).map((tenths) => (tenths / 10).toFixed(1));
const prices = inTenths(950, 1_050);
const quantities = inTenths(1, 60);
const sizes = fc.oneof(
  quantities.map((quantity) => ({ quantity })),
  inTenths(1, 4_000).map((quoteQuantity) => ({ quoteQuantity })),
);

const orders: fc.Arbitrary<NewOrder> = fc.oneof(
  fc
    .record({ side: sides, size: sizes })
    .map(({ side, size }) => ({ ...base(side, OrderType.MARKET), ...size })),
  fc
    .record({
      side: sides,
      size: sizes,
      price: prices,
      terms: fc.constantFrom<Partial<NewOrder>>(
        {},
        {},
        { postOnly: true },
        { timeInForce: TimeInForce.IOC },
        { timeInForce: TimeInForce.FOK },
        { expireTime: "2026-01-05T12:00:02Z" },
      ),
    })
    .map(({ side, size, price, terms }) => ({ ...base(side, OrderType.LIMIT), ...size, price, ...terms })),
  fc
    .record({ side: sides, quantity: quantities, price: prices, stopPrice: prices })
    .map(({ side, ...terms }) => ({ ...base(side, OrderType.STOP_LIMIT), ...terms })),
);

const books: fc.Arbitrary<PaperBook> = fc
  .record({
    middle: fc.integer({ min: 960, max: 1_040 }),
    bids: fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), quantities), { maxLength: 4 }),
    asks: fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), quantities), { maxLength: 4 }),
  })
  .map(({ middle, bids, asks }) => ({
    bids: bids.map(([away, quantity]) => ({ price: ((middle - away) / 10).toFixed(1), quantity })),
    asks: asks.map(([away, quantity]) => ({ price: ((middle + away) / 10).toFixed(1), quantity })),
  }));

/** Places an order. A refusal is an outcome too, and returns its code. */
const placed = ({ client }: TestPaper, order: NewOrder): Promise<unknown> =>
  client
    .placeOrder(order)
    .catch((error: unknown) => failureOf(Promise.reject(error)).then(({ code }) => code));

/** Random operations in any order. */
export const operations: fc.Arbitrary<readonly Operation[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: orders.map((order) => named("place", (paper) => placed(paper, order))) },
    {
      weight: 2,
      arbitrary: fc.nat(20).map((index) => named("cancel", (paper) => cancel(paper, index))),
    },
    {
      weight: 3,
      arbitrary: fc
        .record({ side: sides, quantity: quantities, price: fc.option(prices, { nil: undefined }) })
        .map((trade) => named("trade", async ({ client }) => client.trade(SYMBOL, trade))),
    },
    {
      weight: 1,
      arbitrary: prices.map((price) => named("move", async ({ client }) => client.moveMarket(SYMBOL, price))),
    },
    {
      weight: 1,
      arbitrary: books.map((book) => named("set", async ({ client }) => client.setOrderBook(SYMBOL, book))),
    },
    { weight: 2, arbitrary: fc.constant(named("step", async ({ client }) => client.step(SYMBOL, 3))) },
    { weight: 2, arbitrary: fc.constant(named("wait", ({ clock }) => clock.advance(1_000))) },
  ),
  { minLength: 5, maxLength: 30 },
);

function named(name: string, run: Operation["run"]): Operation {
  return { name, run };
}

function base(side: OrderSide, type: OrderType): Pick<NewOrder, "symbol" | "side" | "type"> {
  return { symbol: SYMBOL, side, type };
}

async function cancel({ client }: TestPaper, index: number): Promise<unknown> {
  const order = (await client.getOrders()).at(index);
  return order && client.cancelOrder(order.orderId);
}
