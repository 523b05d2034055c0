import type { Decimal } from "../../numbers/decimal.ts";

/** A spot product: its currencies, increments and limits, and the book that it trades in. */
export interface Product {
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly baseIncrement: Decimal;
  readonly quoteIncrement: Decimal;
  readonly priceIncrement: Decimal;
  readonly baseMinSize: Decimal;
  readonly baseMaxSize: Decimal;
  readonly quoteMinSize: Decimal;
  readonly quoteMaxSize: Decimal;
  /** The product that owns the book: its own id, or the id of the product whose book it shares. */
  readonly bookId: string;
}

/** A product that owns a book, and the price at which its market starts. */
export interface SeededProduct {
  readonly product: Product;
  readonly startPrice: string;
}
