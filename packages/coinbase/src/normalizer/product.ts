import { MalformedReply } from "@cqvx/core/venue";

/** Markets in USDC with a book of their own; any other shares the book of its twin in USD, under the twin's name. */
const OWN_BOOK: ReadonlySet<string> = new Set(["USDT-USDC", "EURC-USDC"]);

/** The name under which Coinbase keeps the book and the trades of a market. */
export function toBookProduct(symbol: string): string {
  return OWN_BOOK.has(symbol) ? symbol : symbol.replace(/-USDC$/, "-USD");
}

/** Whether Coinbase's label means the market that was asked for. */
export function isSameMarket(productId: string, symbol: string): boolean {
  return productId === symbol || productId === toBookProduct(symbol);
}

export function checkProduct(productId: string, symbol: string): void {
  if (!isSameMarket(productId, symbol))
    throw new MalformedReply("the reply is about another product", "WRONG_PRODUCT");
}
