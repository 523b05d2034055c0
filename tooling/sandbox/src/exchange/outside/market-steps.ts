import type { Product } from "../../coinbase/catalogue/products.ts";
import type { Decimal } from "../../numbers/decimal.ts";
import type { Random } from "../../numbers/random.ts";
import type { VenueState } from "../exchange.ts";
import type { Market } from "../market/market.ts";
import { type BookEntry, isAtOrThrough, oppositeOf, type Side } from "../market/order-book.ts";
import { takeFromBook } from "./outside-orders.ts";

/** How far into the book a change near the top goes. */
const TOP = 12;
const MOST_CHANGES = 4;
const MOST_INCREMENTS = 99;

/**
 * One seeded step of the market: a few levels come, go or change, most of them near the top, or somebody trades. The
 * account's orders are nobody else's to change, and a step never crosses the book.
 */
export function stepMarket(state: VenueState, product: Product): void {
  const market = state.marketOf(product);
  const random = market.movement;
  if (random.integer(0, 9) === 0) tradeSome(state, market);
  else {
    const changes = random.integer(1, MOST_CHANGES);
    for (let change = 0; change < changes; change++) changeLevel(market, drawSide(random));
  }
}

function drawSide(random: Random): Side {
  return random.integer(0, 1) === 0 ? "BUY" : "SELL";
}

/** Somebody takes up to all of the best level. */
function tradeSome(state: VenueState, market: Market): void {
  const { book, movement: random, product } = market;
  const side = drawSide(random);
  const best = book.best(oppositeOf(side));
  if (best === undefined) {
    addLevel(market, oppositeOf(side), undefined);
    return;
  }
  const increments = Number(best.remaining.div(product.baseIncrement).round(0, 0));
  const size = product.baseIncrement.times(random.integer(1, Math.max(1, increments)));
  takeFromBook(state, product, { side, size, price: best.price });
}

function changeLevel(market: Market, side: Side): void {
  const { book, movement: random } = market;
  const count = book.count(side);
  const reach = random.integer(0, 4) === 0 ? count : Math.min(TOP, count);
  const entry = book.entryAt(side, random.integer(0, Math.max(0, reach - 1)));
  const kind = random.integer(0, 2);
  if (entry === undefined || entry.orderId !== undefined || kind === 0) {
    // What trades and goes at the top has to come again there, or the two sides would drift apart.
    addLevel(market, side, random.integer(0, 1) === 0 ? book.best(side) : entry);
  } else if (kind === 1) book.resize(side, entry, market.drawSize());
  else if (count > market.depth) book.reduce(side, entry, entry.remaining);
  else addLevel(market, side, entry);
}

/** In front of another entry by some increments, if that does not cross, or behind it. */
function addLevel(market: Market, side: Side, beside: BookEntry | undefined): void {
  const { book, movement: random, product, lastPrice } = market;
  const reference = beside?.price ?? book.best(oppositeOf(side))?.price ?? lastPrice;
  const distance = product.priceIncrement.times(random.integer(1, MOST_INCREMENTS));
  const [lower, higher] = [reference.minus(distance), reference.plus(distance)];
  const [worse, better] = side === "BUY" ? [lower, higher] : [higher, lower];
  const isInFront = beside !== undefined && random.integer(0, 1) === 0 && !crosses(market, side, better);
  const price = isInFront || worse.lte(0) ? better : worse;
  if (price.lte(0) || crosses(market, side, price)) return;
  book.insert(side, { orderId: undefined, price, remaining: market.drawSize() });
}

function crosses({ book }: Market, side: Side, price: Decimal): boolean {
  const best = book.best(oppositeOf(side));
  return best !== undefined && isAtOrThrough(oppositeOf(side), best.price, price);
}
