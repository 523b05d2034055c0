import { type Decimal, decimal } from "../../decimal.ts";
import { createRandom, type Random } from "../../random.ts";
import { createOrderBook, type OrderBook, type Side } from "./order-book.ts";
import type { Product } from "./products.ts";

const LEVELS_A_SIDE = 300;
const WIDTH_DIVISOR = 100_000;
const TRADES_OF_HISTORY = 120;
const TRADES_KEPT = 1_000;

/** A trade as the public sees it. `makerSide` is the side of the order that rested, which is what Coinbase publishes. */
export interface PublicTrade {
  readonly tradeId: string;
  readonly price: Decimal;
  readonly size: Decimal;
  readonly makerSide: Side;
  readonly timeMs: number;
}

/** The market of one book: what rests in it, and what traded. */
export interface Market {
  readonly product: Product;
  readonly book: OrderBook;
  /** Oldest first. */
  readonly trades: readonly PublicTrade[];
  readonly lastPrice: Decimal;
  recordTrade(trade: Omit<PublicTrade, "tradeId">): void;
  /** Puts a seeded book of the rest of the market around a price: the best bid one increment below, the best ask above. */
  surround(price: Decimal): void;
  /** A size that a trade of this market could have. */
  drawSize(): Decimal;
}

export function createMarket(
  product: Product,
  startPrice: string,
  { seed, nowMs }: { readonly seed: number; readonly nowMs: number },
): Market {
  const random = createRandom(seed, `market ${product.id}`);
  const book = createOrderBook();
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
    recordTrade(trade) {
      tradeNumber += 1;
      trades.push({ ...trade, tradeId: String(tradeNumber) });
      if (trades.length > TRADES_KEPT) trades.shift();
      lastPrice = trade.price;
    },
    surround(price) {
      book.removeMarket();
      for (const side of ["BUY", "SELL"] as const) fillSide(book, side, price, product, random);
    },
    drawSize: () => drawSize(product, random),
  };
  for (let age = TRADES_OF_HISTORY; age > 0; age--) {
    const ticks = product.priceIncrement.times(random.integer(-50, 50));
    const makerSide: Side = ticks.lt(0) ? "BUY" : "SELL";
    market.recordTrade({
      price: decimal(startPrice).plus(age === 1 ? 0 : ticks),
      size: market.drawSize(),
      makerSide,
      timeMs: nowMs - age * 731,
    });
  }
  market.surround(decimal(startPrice));
  return market;
}

function fillSide(book: OrderBook, side: Side, price: Decimal, product: Product, random: Random): void {
  const direction = side === "BUY" ? -1 : 1;
  // The width of the book follows the price, so that a coarse grid does not reach down to zero.
  const widestStep = Math.max(1, Math.floor(Number(price.div(product.priceIncrement)) / WIDTH_DIVISOR));
  let ticks = 1;
  for (let level = 0; level < LEVELS_A_SIDE; level++) {
    const levelPrice = price.plus(product.priceIncrement.times(direction * ticks));
    if (levelPrice.lte(0)) return;
    book.insert(side, { orderId: undefined, price: levelPrice, remaining: drawSize(product, random) });
    ticks += random.integer(1, widestStep);
  }
}

/** Many small ones and few large ones, on the grid: worth some tens to some thousands of the start's dollars. */
function drawSize(product: Product, random: Random): Decimal {
  const most = random.integer(0, 9) === 0 ? 400_000_000 : 30_000_000;
  return product.baseIncrement.times(random.integer(10_000, most));
}
