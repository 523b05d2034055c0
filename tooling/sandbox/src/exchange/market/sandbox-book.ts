import { plain } from "../../numbers/decimal.ts";
import type { BookLevel, OrderBook } from "./order-book.ts";

/** A level of a book, as text. */
export interface SandboxLevel {
  readonly price: string;
  readonly size: string;
}

/** A copy of a book for tests, best prices first. */
export interface SandboxBook {
  readonly bids: readonly SandboxLevel[];
  readonly asks: readonly SandboxLevel[];
}

export function readBook(book: OrderBook): SandboxBook {
  return { bids: book.levels("buy").map(levelText), asks: book.levels("sell").map(levelText) };
}

function levelText({ price, size }: BookLevel): SandboxLevel {
  return { price: plain(price), size: plain(size) };
}
