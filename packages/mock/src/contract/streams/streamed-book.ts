import type { BookUpdate, ExecutionReport, OrderBook, PriceLevel } from "@cqvx/core";
import { compareDecimals, isLess, isZero, OrderSide } from "@cqvx/core/in-memory";
import { isFinal } from "../../venue/is-final.ts";
import { expectAmount, expectSame, expectThat } from "../expectations/expectations.ts";
import { expectPositive } from "../expectations/order-expectations.ts";
import { bestOf, freePrice, quantityAt } from "../trial/prices.ts";
import { repeatUntil } from "../trial/repeat-until.ts";
import type { Trial } from "../trial/trial.ts";
import { type Watched, watchBooks } from "./watch-stream.ts";

/** Checks that a book is valid: it has the right symbol, both sides, the best price first, and is not crossed. */
export function expectWholeBook(book: OrderBook, symbol: string): void {
  expectSame(book.symbol, symbol, "symbol of the book");
  expectSide(book.bids, "bid", (best, next) => isLess(next, best));
  expectSide(book.asks, "ask", (best, next) => isLess(best, next));
  const { bid, ask } = bestOf(book);
  expectThat(isLess(bid, ask), "the best bid should be below the best ask", { bid, ask });
}

function expectSide(
  levels: readonly PriceLevel[],
  side: string,
  isBetter: (best: string, next: string) => boolean,
): void {
  for (const [at, { price, quantity }] of levels.entries()) {
    expectPositive(price, `the price of a ${side}`);
    expectPositive(quantity, `the quantity of a ${side}`);
    const better = levels[at - 1]?.price;
    expectThat(
      better === undefined || isBetter(better, price),
      `the best ${side} should come first`,
      levels.slice(at - 1, at + 1),
    );
  }
}

/** Waits for a book and returns the latest one. */
export async function latestBook(trial: Trial, { items }: Watched<BookUpdate>): Promise<OrderBook> {
  const latest = (): OrderBook | undefined => items.at(-1)?.book;
  await trial.eventually(
    "the handler should receive a book",
    () => latest() !== undefined,
    (isThere) => isThere,
  );
  const book = latest();
  expectThat(book !== undefined, "the handler should receive a book");
  return book;
}

/** A resting order at a price where no other trader bids (or asks). */
export interface LoneOrder {
  readonly report: ExecutionReport;
  readonly side: OrderSide;
  readonly price: string;
}

/** Places an order at a free price and waits until the stream shows it. Tries again when the market fills the order. */
export async function restAlone(
  trial: Trial,
  books: Watched<BookUpdate>,
  side: OrderSide = OrderSide.BUY,
): Promise<LoneOrder> {
  const placed = await repeatUntil(
    async () => {
      const price = await freePrice(trial, side);
      const order = side === OrderSide.BUY ? trial.restingBuy({ price }) : trial.restingSell({ price });
      const report = await trial.client.placeOrder(await order);
      const lone = { report, side, price };
      const { isTaken } = await trial.eventually(
        `the streamed book should have the order at ${price}`,
        async () => {
          const quantity = streamedAt(books, lone);
          return { quantity, isTaken: isZero(quantity) && isFinal(await trial.whenRead(report.orderId)) };
        },
        ({ quantity, isTaken }) => isTaken || !isZero(quantity),
      );
      return { ...lone, isTaken };
    },
    ({ isTaken }) => !isTaken,
  );
  expectThat(!placed.isTaken, `an order at the free price ${placed.price} should rest`);
  return placed;
}

/** Waits until the streamed book has the right quantity at the price of an order. */
async function whenStreamed(
  trial: Trial,
  books: Watched<BookUpdate>,
  lone: LoneOrder,
  isRight: (quantity: string) => boolean,
): Promise<void> {
  await trial.eventually(
    `the streamed book should show the change of the order at ${lone.price}`,
    () => streamedAt(books, lone),
    isRight,
  );
}

/** Checks that the book stream shows a new order and its cancel. */
export async function expectStreamed(trial: Trial, side: OrderSide): Promise<void> {
  await using books = await watchBooks(trial, { depth: Number.POSITIVE_INFINITY });
  // Another trader may place an order at the same price.
  const lone = await repeatUntil(
    () => restAlone(trial, books, side),
    (each) => compareDecimals(streamedAt(books, each), trial.quantity) === 0,
  );
  const book = await latestBook(trial, books);
  expectWholeBook(book, trial.symbol);
  expectAmount(streamedAt(books, lone), trial.quantity, `the quantity at ${lone.price}`);
  await trial.client.cancelOrder(lone.report.orderId);
  await whenStreamed(trial, books, lone, isZero);
}

function streamedAt({ items }: Watched<BookUpdate>, { side, price }: Omit<LoneOrder, "report">): string {
  const book = items.at(-1)?.book;
  return quantityAt((side === OrderSide.BUY ? book?.bids : book?.asks) ?? [], price);
}
