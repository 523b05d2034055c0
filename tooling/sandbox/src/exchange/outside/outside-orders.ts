import { type Decimal, smaller, ZERO } from "../../numbers/decimal.ts";
import type { Exchange } from "../exchange.ts";
import type { Product } from "../market/product.ts";
import { isAtOrThrough, oppositeOf, SIDES, type Side } from "../market/side.ts";
import { fillResting } from "../matching/execution.ts";
import { runTriggers } from "../matching/triggers.ts";

/** Rests an order of the rest of the market. It is not matched: a price that crosses gives a crossed book. */
export function restOutsideOrder(
  exchange: Exchange,
  product: Product,
  { side, price, size }: { readonly side: Side; readonly price: Decimal; readonly size: Decimal },
): void {
  exchange.marketOf(product).book.insert(side, { orderId: undefined, price, remaining: size });
}

/** A taker from the rest of the market. Without a price it takes at any price. */
export interface OutsideTaker {
  readonly side: Side;
  readonly size: Decimal;
  readonly price?: Decimal;
}

/** Takes from the book in price and time order; the account's orders fill as makers. Then triggers the stops reached. */
export function takeFromBook(exchange: Exchange, product: Product, taker: OutsideTaker): void {
  take(exchange, product, taker);
  runTriggers(exchange);
}

/**
 * Moves the market to a price. The account's orders at or through the price fill whole, at their own prices. A fresh book
 * surrounds the new price, which becomes the last price, and the stops reached are triggered.
 */
export function moveMarket(exchange: Exchange, product: Product, price: Decimal): void {
  const market = exchange.marketOf(product);
  market.book.removeMarket();
  for (const side of SIDES) {
    const best = () => market.book.best(side);
    for (let entry = best(); entry && isAtOrThrough(side, entry.price, price); entry = best()) {
      take(exchange, product, { side: oppositeOf(side), size: entry.remaining, price: entry.price });
    }
  }
  market.surround(price);
  const makerSide = price.lt(market.lastPrice) ? "buy" : "sell";
  market.recordTrade({ price, size: market.drawSize(), makerSide, timeMs: exchange.clock.now() });
  runTriggers(exchange);
}

function take(exchange: Exchange, product: Product, taker: OutsideTaker): void {
  const market = exchange.marketOf(product);
  const makerSide = oppositeOf(taker.side);
  let wanted = taker.size;
  for (
    let entry = market.book.best(makerSide);
    entry && wanted.gt(ZERO);
    entry = market.book.best(makerSide)
  ) {
    if (taker.price && !isAtOrThrough(makerSide, entry.price, taker.price)) break;
    const size = smaller(wanted, entry.remaining);
    const { price, orderId } = entry;
    wanted = wanted.minus(size);
    market.book.reduce(makerSide, entry, size);
    const order = orderId === undefined ? undefined : exchange.orders.byId(orderId);
    if (order !== undefined) fillResting(exchange, order, { price, size });
    market.recordTrade({ price, size, makerSide, timeMs: exchange.clock.now() });
  }
}
