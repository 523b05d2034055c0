import { plain } from "../../numbers/decimal.ts";
import type { BookLevel, OrderBook } from "./order-book.ts";

/** A level of a book, as text. */
export interface SandboxLevel {
  readonly price: string;
  readonly size: string;
}

/** A book as a test sees it, the best prices first. */
export interface SandboxBook {
  readonly bids: readonly SandboxLevel[];
  readonly asks: readonly SandboxLevel[];
}

export function readBook(book: OrderBook): SandboxBook {
  return { bids: book.levels("BUY").map(levelText), asks: book.levels("SELL").map(levelText) };
}

function levelText({ price, size }: BookLevel): SandboxLevel {
  return { price: plain(price), size: plain(size) };
}
