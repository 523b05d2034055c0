import type { OrderBook, PriceLevel } from "@cqvx/core";
import { multiply } from "@cqvx/core/in-memory";
import { builtTime, type Overrides, override } from "./overrides.ts";

/** A level: `{ price, quantity }`, or `[price, quantity]` for short. */
export type LevelOverrides =
  | (Overrides<PriceLevel> & Pick<PriceLevel, "price">)
  | readonly [price: string, quantity: string];

export interface OrderBookOverrides extends Omit<Overrides<OrderBook>, "bids" | "asks"> {
  /** Best first. */
  readonly bids?: readonly LevelOverrides[] | undefined;
  /** Best first. */
  readonly asks?: readonly LevelOverrides[] | undefined;
}

const REQUIRED: OrderBook = {
  $typeName: "cqc.markets.v1.OrderBook",
  symbol: "BTC-USD",
  bids: [],
  asks: [],
  indicative: false,
};
const LEVEL: PriceLevel = { $typeName: "cqc.markets.v1.PriceLevel", price: "", quantity: "1" };

const DEFAULT_BIDS: readonly LevelOverrides[] = [
  ["49999.00", "1.5"],
  ["49998.00", "2"],
  ["49997.00", "4"],
];
const DEFAULT_ASKS: readonly LevelOverrides[] = [
  ["50001.00", "1.25"],
  ["50002.00", "2"],
  ["50003.00", "5"],
];

/**
 * Builds an order book as a venue would return it. Default: three levels a side around 50,000 USD for a bitcoin. When only
 * one side is given, the other side is placed next to its best price.
 */
export function buildOrderBook(overrides: OrderBookOverrides = {}): OrderBook {
  const { bids, asks, ...others } = overrides;
  const sides = {
    bids: (bids ?? sideNextTo(asks, BELOW) ?? DEFAULT_BIDS).map(buildLevel),
    asks: (asks ?? sideNextTo(bids, ABOVE) ?? DEFAULT_ASKS).map(buildLevel),
  };
  return override(REQUIRED, { sequence: "1", timestamp: builtTime() }, { ...others, ...sides });
}

/** Factors of the other side's best price. Used when only that side is given. */
const BELOW = ["0.999", "0.998", "0.997"];
const ABOVE = ["1.001", "1.002", "1.003"];

function sideNextTo(
  side: readonly LevelOverrides[] | undefined,
  shares: readonly string[],
): readonly LevelOverrides[] | undefined {
  const [best] = side ?? [];
  if (best === undefined) return undefined;
  const { price } = buildLevel(best);
  return shares.map((share) => ({ price: multiply(price, share) }));
}

function buildLevel(level: LevelOverrides): PriceLevel {
  if ("price" in level) return override(LEVEL, {}, level);
  const [price, quantity] = level;
  return { ...LEVEL, price, quantity };
}

/** Copies a book and keeps at most `depth` levels a side. */
export function cutTo(depth: number, book: OrderBook): OrderBook {
  const cut = (levels: readonly PriceLevel[]): PriceLevel[] =>
    levels.slice(0, depth).map((level) => ({ ...level }));
  const { timestamp } = book;
  return {
    ...book,
    bids: cut(book.bids),
    asks: cut(book.asks),
    ...(timestamp && { timestamp: { ...timestamp } }),
  };
}
