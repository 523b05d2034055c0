import { type NewOrder, type Order, OrderSide, OrderType, type PriceLevel } from "@cqvx/core";
import { createManualClock, type ManualClock } from "../../venue/manual-clock.ts";
import type { PaperBook } from "../market/paper-book.ts";
import type { PaperOptions } from "../options/paper-options.ts";
import { createPaperClient, type PaperClient } from "../paper-client.ts";

export const SYMBOL = "BTC-USD";

/** A book with simple numbers. */
export const BOOK: PaperBook = {
  bids: [
    { price: "99", quantity: "1" },
    { price: "98", quantity: "2" },
  ],
  asks: [
    { price: "101", quantity: "1" },
    { price: "102", quantity: "2" },
  ],
};

export interface TestPaper {
  readonly client: PaperClient;
  readonly clock: ManualClock;
}

/** Creates a paper client with 1000 USD and 10 BTC, the simple book, and a manual clock. */
export function createTestPaper(options: PaperOptions = {}): TestPaper {
  const clock = createManualClock();
  const balances = { USD: "1000", BTC: "10" };
  return { clock, client: createPaperClient({ clock, balances, books: { [SYMBOL]: BOOK }, ...options }) };
}

type Terms = Partial<NewOrder>;

const LIMIT = { symbol: SYMBOL, type: OrderType.LIMIT } as const;

export const buy = (quantity: string, price: string, terms: Terms = {}): NewOrder => ({
  ...LIMIT,
  side: OrderSide.BUY,
  quantity,
  price,
  ...terms,
});

export const sell = (quantity: string, price: string, terms: Terms = {}): NewOrder => ({
  ...LIMIT,
  side: OrderSide.SELL,
  quantity,
  price,
  ...terms,
});

export const market = (side: OrderSide, terms: Terms): NewOrder => ({
  symbol: SYMBOL,
  side,
  type: OrderType.MARKET,
  ...terms,
});

/** Places an order and reads it. */
export async function place(client: PaperClient, order: NewOrder): Promise<Order> {
  const { orderId } = await client.placeOrder(order);
  return client.getOrder(orderId);
}

/** Returns the balance of an asset as "available + locked". */
export async function holdingOf(client: PaperClient, asset: string): Promise<string> {
  const { assets } = await client.getBalance({ includeZero: true });
  const held = assets.find((each) => each.asset === asset);
  return `${held?.available ?? "0"} + ${held?.locked ?? "0"}`;
}

/** Returns the levels of a side of the book as "price x quantity". */
export async function levelsOf(client: PaperClient, side: "bids" | "asks"): Promise<string[]> {
  return (await client.getOrderBook(SYMBOL))[side].map(writeLevel);
}

const writeLevel = ({ price, quantity }: PriceLevel): string => `${price} x ${quantity}`;
