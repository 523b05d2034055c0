import { isZero, locateOnGrid, OrderSide } from "@cqvx/core/in-memory";
import type { PaperTrade } from "../account/paper-order.ts";
import { add, subtract } from "../market/amounts.ts";
import { type Match, match } from "../market/matching.ts";
import { isBetter, OTHERS, oppositeOf, sidesOf } from "../market/offer-book.ts";
import type { PaperBook, PaperLevel } from "../market/paper-book.ts";
import { middleOf, type PaperMarket } from "../market/paper-market.ts";
import { mergeLevels } from "../market/read-book.ts";
import type { Execution } from "./execution.ts";

/** A trade of another trader, who takes from the book. */
export interface OthersTrade {
  readonly side: OrderSide;
  /** In the base asset. */
  readonly quantity: string;
  /** The worst price that the trader accepts. Default: any price. */
  readonly price?: string | undefined;
}

/** The other traders. They have no balances and can always trade. */
export interface OtherTraders {
  trade(market: PaperMarket, wanted: OthersTrade): PaperTrade[];
  /** Sets the offer of other traders at a price. It first fills the account's orders that it crosses; the rest of it rests. */
  offer(market: PaperMarket, side: OrderSide, level: PaperLevel): void;
  replaceBook(market: PaperMarket, book: PaperBook): void;
  move(market: PaperMarket, price: string): void;
}

export function createOtherTraders({ take }: Pick<Execution, "take">): OtherTraders {
  const offer: OtherTraders["offer"] = (market, side, { price, quantity }) => {
    const { takes, rest } = matchOf(market, { side, quantity, price });
    take(market, side, takes);
    market.book.setOthers(side, { price, quantity: rest });
  };

  const replaceBook: OtherTraders["replaceBook"] = (market, book) => {
    for (const [side, levels] of sidesOf(book)) {
      const kept = new Set(levels.map(({ price }) => canonical(price)));
      for (const { price } of market.book.others(side)) {
        if (!kept.has(canonical(price))) market.book.setOthers(side, { price, quantity: "0" });
      }
    }
    for (const [side, levels] of sidesOf(book)) {
      for (const level of levels) offer(market, side, level);
    }
  };

  /** Takes the account's offers that are better than a price: the market can reach the price only after that. */
  const takeInTheWay = (market: PaperMarket, price: string): void => {
    for (const side of [OrderSide.BUY, OrderSide.SELL]) {
      const offers = market.book.offers(oppositeOf(side));
      const isInTheWay = (offered: string): boolean => isBetter(oppositeOf(side), offered, price);
      take(
        market,
        side,
        [...offers].filter((each) => each.owner !== OTHERS && isInTheWay(each.price)),
      );
    }
  };

  return {
    trade: (market, wanted) => take(market, wanted.side, matchOf(market, wanted).takes),
    offer,
    replaceBook,
    move: (market, price) => {
      const middle = middleOf(market.book);
      takeInTheWay(market, price);
      if (middle !== undefined) replaceBook(market, shiftedBook(market, middle, price));
      market.reach(price);
    },
  };
}

function matchOf({ book, product }: PaperMarket, { side, quantity, price }: OthersTrade): Match {
  const { quantityIncrement = "0" } = product;
  const size = { asset: "base", amount: quantity } as const;
  return match(book.offers(oppositeOf(side)), { side, size, isOwn: false, limit: price, quantityIncrement });
}

/** Shifts the offers of other traders by the distance from the middle to a price. Rounds away from the price, so that the book does not cross. */
function shiftedBook({ book, product }: PaperMarket, middle: string, price: string): PaperBook {
  const { priceIncrement = "0" } = product;
  const shift = (side: OrderSide, edge: "below" | "above"): readonly PaperLevel[] => {
    const levels = book.others(side).flatMap((level) => {
      const shifted = subtract(add(level.price, price), middle);
      if (shifted.startsWith("-")) return [];
      const onGrid = locateOnGrid(shifted, priceIncrement)[edge];
      return isZero(onGrid) ? [] : [{ price: onGrid, quantity: level.quantity }];
    });
    return mergeLevels(side, levels);
  };
  return { bids: shift(OrderSide.BUY, "below"), asks: shift(OrderSide.SELL, "above") };
}

/** Returns the same text for every spelling of a decimal. */
function canonical(decimal: string): string {
  return add(decimal, "0");
}
