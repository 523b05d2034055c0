import type { BookUpdate, ExecutionReport, OrderBook, PriceLevel } from "@cqvx/core";
import { isLess, isZero } from "@cqvx/core/in-memory";
import { expectSame, expectThat } from "./expectations.ts";
import { expectPositive } from "./order-expectations.ts";
import { bestOf, freePrice, quantityAt } from "./prices.ts";
import type { Trial } from "./trial.ts";
import type { Watched } from "./watch-stream.ts";

/** That a book is one: of its symbol, both sides from their best price on, and not crossed. */
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

/** The latest book, once there is one. */
export async function latestBook(trial: Trial, { items }: Watched<BookUpdate>): Promise<OrderBook> {
  const latest = (): OrderBook | undefined => items.at(-1)?.book;
  await trial.eventually(
    "the handler should be given a book",
    () => latest() !== undefined,
    (isThere) => isThere,
  );
  const book = latest();
  expectThat(book !== undefined, "the handler should be given a book");
  return book;
}

/** An order that rests where nobody else bids. */
export interface LoneBid {
  readonly report: ExecutionReport;
  readonly price: string;
}

/** Places an order where nobody else bids, and waits until the stream shows it. */
export async function bidAlone(trial: Trial, books: Watched<BookUpdate>): Promise<LoneBid> {
  const price = await freePrice(trial);
  const report = await trial.client.placeOrder(await trial.restingBuy({ price }));
  await whenBid(trial, books, price, (quantity) => !isZero(quantity));
  return { report, price };
}

/** Waits until what the streamed book has at a price is right. */
export async function whenBid(
  trial: Trial,
  { items }: Watched<BookUpdate>,
  price: string,
  isRight: (quantity: string) => boolean,
): Promise<void> {
  await trial.eventually(
    `the streamed book should show what became of the bids at ${price}`,
    () => quantityAt(items.at(-1)?.book.bids ?? [], price),
    isRight,
  );
}
