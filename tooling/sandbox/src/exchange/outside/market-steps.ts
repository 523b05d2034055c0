import type { Decimal } from "../../numbers/decimal.ts";
import type { Random } from "../../numbers/random.ts";
import type { Exchange } from "../exchange.ts";
import type { Market } from "../market/market.ts";
import type { BookEntry } from "../market/order-book.ts";
import type { Product } from "../market/product.ts";
import { isAtOrThrough, oppositeOf, type Side } from "../market/side.ts";
import { takeFromBook } from "./outside-orders.ts";

/** Levels near the top of the book in which most changes happen. */
const TOP = 12;
const MOST_CHANGES = 4;
const MOST_INCREMENTS = 99;

/**
 * Makes one seeded step of the market: adds, removes or resizes a few levels, most of them near the top, or trades. A step
 * neither changes the account's orders, except by trading with them, nor crosses the book.
 */
export function stepMarket(exchange: Exchange, product: Product): void {
  const market = exchange.marketOf(product);
  const random = market.movement;
  if (random.integer(0, 9) === 0) tradeSome(exchange, market);
  else {
    const changes = random.integer(1, MOST_CHANGES);
    for (let change = 0; change < changes; change++) changeLevel(market, drawSide(random));
  }
}

function drawSide(random: Random): Side {
  return random.integer(0, 1) === 0 ? "buy" : "sell";
}

/** Takes a part of the best level, or all of it. */
function tradeSome(exchange: Exchange, market: Market): void {
  const { book, movement: random, product } = market;
  const side = drawSide(random);
  const best = book.best(oppositeOf(side));
  if (best === undefined) {
    addLevel(market, oppositeOf(side), undefined);
    return;
  }
  const increments = Number(best.remaining.div(product.baseIncrement).round(0, 0));
  const size = product.baseIncrement.times(random.integer(1, Math.max(1, increments)));
  takeFromBook(exchange, product, { side, size, price: best.price });
}

function changeLevel(market: Market, side: Side): void {
  const { book, movement: random } = market;
  const count = book.count(side);
  const reach = random.integer(0, 4) === 0 ? count : Math.min(TOP, count);
  const entry = book.entryAt(side, random.integer(0, Math.max(0, reach - 1)));
  const kind = random.integer(0, 2);
  if (entry === undefined || entry.orderId !== undefined || kind === 0) {
    // New levels at the top replace those that traded or left, or the two sides would drift apart.
    addLevel(market, side, random.integer(0, 1) === 0 ? book.best(side) : entry);
  } else if (kind === 1) book.resize(side, entry, market.drawSize());
  else if (count > market.depth) book.reduce(side, entry, entry.remaining);
  else addLevel(market, side, entry);
}

/** Adds a level some increments in front of another entry, if that does not cross, or behind it. */
function addLevel(market: Market, side: Side, beside: BookEntry | undefined): void {
  const { book, movement: random, product, lastPrice } = market;
  const reference = beside?.price ?? book.best(oppositeOf(side))?.price ?? lastPrice;
  const distance = product.priceIncrement.times(random.integer(1, MOST_INCREMENTS));
  const [lower, higher] = [reference.minus(distance), reference.plus(distance)];
  const [worse, better] = side === "buy" ? [lower, higher] : [higher, lower];
  const isInFront = beside !== undefined && random.integer(0, 1) === 0 && !crosses(market, side, better);
  const price = isInFront || worse.lte(0) ? better : worse;
  if (price.lte(0) || crosses(market, side, price)) return;
  book.insert(side, { orderId: undefined, price, remaining: market.drawSize() });
}

function crosses({ book }: Market, side: Side, price: Decimal): boolean {
  const best = book.best(oppositeOf(side));
  return best !== undefined && isAtOrThrough(oppositeOf(side), best.price, price);
}
