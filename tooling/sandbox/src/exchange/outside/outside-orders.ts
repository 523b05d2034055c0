import type { Product } from "../../coinbase/catalogue/products.ts";
import { type Decimal, smaller, ZERO } from "../../numbers/decimal.ts";
import type { VenueState } from "../exchange.ts";
import { isAtOrThrough, oppositeOf, type Side } from "../market/order-book.ts";
import { fillResting } from "../matching/execution.ts";
import { runTriggers } from "../matching/triggers.ts";

/** Somebody else's order rests in the book. It is not matched: a price that crosses makes a crossed book. */
export function restOutsideOrder(
  state: VenueState,
  product: Product,
  { side, price, size }: { readonly side: Side; readonly price: Decimal; readonly size: Decimal },
): void {
  state.marketOf(product).book.insert(side, { orderId: undefined, price, remaining: size });
}

/** Who comes to the book, for how much, and down to which price. */
export interface OutsideTaker {
  readonly side: Side;
  readonly size: Decimal;
  readonly price?: Decimal;
}

/** Somebody else takes from the book, by price and time, down to a price if one is given; the account's orders fill as makers. */
export function takeFromBook(state: VenueState, product: Product, taker: OutsideTaker): void {
  take(state, product, taker);
  runTriggers(state);
}

function take(state: VenueState, product: Product, taker: OutsideTaker): void {
  const market = state.marketOf(product);
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
    const order = orderId === undefined ? undefined : state.orders.byId(orderId);
    if (order !== undefined) fillResting(state, order, { price, size });
    market.recordTrade({ price, size, makerSide, timeMs: state.clock.now() });
  }
}

/**
 * The market moves: every order of the account at the new price or through it fills whole, at its own price; a fresh book
 * stands around the new price, which is the last trade; stops that it reaches go off.
 */
export function moveMarket(state: VenueState, product: Product, price: Decimal): void {
  const market = state.marketOf(product);
  market.book.removeMarket();
  for (const side of ["BUY", "SELL"] as const) {
    const best = () => market.book.best(side);
    for (let entry = best(); entry && isAtOrThrough(side, entry.price, price); entry = best()) {
      take(state, product, { side: oppositeOf(side), size: entry.remaining, price: entry.price });
    }
  }
  market.surround(price);
  const makerSide = price.lt(market.lastPrice) ? "BUY" : "SELL";
  market.recordTrade({ price, size: market.drawSize(), makerSide, timeMs: state.clock.now() });
  runTriggers(state);
}
