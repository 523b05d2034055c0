import { type Decimal, decimal } from "../../numbers/decimal.ts";
import { createRandom, type Random } from "../../numbers/random.ts";
import type { ChangeObserver } from "../change-log.ts";
import { type BookEntry, createOrderBook, type OrderBook } from "./order-book.ts";
import type { Product } from "./product.ts";
import type { PublicTrade } from "./public-trade.ts";
import { SIDES, type Side } from "./side.ts";

/** Default number of levels on each side of a seeded book. */
export const DEFAULT_LEVELS = 300;
const WIDTH_DIVISOR = 100_000;
const TRADES_OF_HISTORY = 120;
const TRADES_KEPT = 1_000;

/** The market of one book: its resting orders and its trades. */
export interface Market {
  readonly product: Product;
  readonly book: OrderBook;
  /** Oldest first. */
  readonly trades: readonly PublicTrade[];
  readonly lastPrice: Decimal;
  /** Number of levels on each side of the seeded book. */
  readonly depth: number;
  /** Source of the market's steps. It is separate, so that a step changes no other random value. */
  readonly movement: Random;
  recordTrade(trade: Omit<PublicTrade, "tradeId">): void;
  /** Replaces the rest of the market by a seeded book: the best bid one increment below the price, the best ask one above. */
  surround(price: Decimal): void;
  /** Draws a plausible order size. */
  drawSize(): Decimal;
}

export interface MarketOptions {
  readonly seed: number;
  readonly nowMs: number;
  /** Levels on each side of the seeded book. Fewer when prices reach zero first. */
  readonly levels: number;
  /** Receives the changes after the market is seeded. */
  readonly observer: ChangeObserver;
}

export function createMarket(
  product: Product,
  startPrice: string,
  { seed, nowMs, levels, observer }: MarketOptions,
): Market {
  const random = createRandom(seed, `market ${product.id}`);
  let isOpen = false;
  const book = createOrderBook((side, price) => {
    if (isOpen) observer.onBookChange(product.id, side, price);
  });
  const trades: PublicTrade[] = [];
  let tradeNumber = 100_000_000 + random.integer(0, 99_999_999);
  let lastPrice = decimal(startPrice);

  const market: Market = {
    product,
    book,
    trades,
    get lastPrice() {
      return lastPrice;
    },
    depth: levels,
    movement: createRandom(seed, `movement ${product.id}`),
    recordTrade(trade) {
      tradeNumber += 1;
      const recorded = { ...trade, tradeId: String(tradeNumber) };
      trades.push(recorded);
      if (trades.length > TRADES_KEPT) trades.shift();
      lastPrice = trade.price;
      if (isOpen) observer.onTrade(product.id, recorded);
    },
    surround(price) {
      book.removeMarket();
      for (const side of SIDES) {
        fillSide(book, side, { price, product, random, levels });
      }
    },
    drawSize: () => drawSize(product, random),
  };
  for (let age = TRADES_OF_HISTORY; age > 0; age--) {
    const ticks = product.priceIncrement.times(random.integer(-50, 50));
    const makerSide: Side = ticks.lt(0) ? "buy" : "sell";
    market.recordTrade({
      price: decimal(startPrice).plus(age === 1 ? 0 : ticks),
      size: market.drawSize(),
      makerSide,
      timeMs: nowMs - age * 731,
    });
  }
  market.surround(decimal(startPrice));
  isOpen = true;
  return market;
}

interface Seeding {
  readonly price: Decimal;
  readonly product: Product;
  readonly random: Random;
  readonly levels: number;
}

function fillSide(book: OrderBook, side: Side, { price, product, random, levels }: Seeding): void {
  const direction = side === "buy" ? -1 : 1;
  // The width of the book follows the price, so that a coarse increment does not reach zero.
  const widestStep = Math.max(1, Math.floor(Number(price.div(product.priceIncrement)) / WIDTH_DIVISOR));
  const entries: BookEntry[] = [];
  let ticks = 1;
  for (let level = 0; level < levels; level++) {
    const levelPrice = price.plus(product.priceIncrement.times(direction * ticks));
    if (levelPrice.lte(0)) break;
    entries.push({ orderId: undefined, price: levelPrice, remaining: drawSize(product, random) });
    ticks += random.integer(1, widestStep);
  }
  for (const entry of entries.reverse()) book.insert(side, entry);
}

/** Draws a size in base increments: nine of ten are small, one of ten can be large. */
function drawSize(product: Product, random: Random): Decimal {
  const most = random.integer(0, 9) === 0 ? 400_000_000 : 30_000_000;
  return product.baseIncrement.times(random.integer(10_000, most));
}
