import type { CallContext, Trade } from "@cqvx/core";
import { checkKnownFields, checkNumber, invalidInput, OrderSide } from "@cqvx/core/in-memory";
import { toTrade } from "./connection/order-messages.ts";
import type { Exchange } from "./exchange/exchange.ts";
import type { OthersTrade } from "./exchange/other-traders.ts";
import type { PaperBookInput } from "./market/paper-book.ts";
import { readBook, readPositive } from "./market/read-book.ts";
import { isAsset } from "./options/paper-options.ts";

/**
 * Controls for events at the exchange that the client does not cause. Each event is complete when its method returns. Each
 * method throws a `VenueError`: `invalidInput` with the field's name, or `notFound` for an unknown symbol.
 */
export interface MarketLevers {
  /**
   * Lets another trader take from the book, in price and time order, including the account's orders. With a price, takes no
   * worse price; the rest of the trade does not rest in the book. Returns the trades.
   */
  trade(symbol: string, trade: OthersTrade): Trade[];
  /**
   * Replaces the offers of other traders. Account orders that the new offers cross are filled at their own price, up to the
   * quantity of the crossing levels. Offers at an unchanged price keep their place in the queue.
   */
  setOrderBook(symbol: string, book: PaperBookInput): void;
  /**
   * Shifts the offers of other traders so that a price is in the middle. Account orders with a better price are filled
   * completely at their own price. Stops trigger as if a trade had happened at the price.
   */
  moveMarket(symbol: string, price: string): void;
  /**
   * Takes seeded steps of the market: a level changes, another trader takes, or the price drifts by one increment. Account
   * orders are filled by the usual rules. Default `count`: 1.
   */
  step(symbol: string, count?: number): void;
  /** Adds an amount to the account's balance. */
  deposit(asset: string, amount: string): void;
}

const STEPS = { from: 0, to: 1_000_000, whole: true };

export function createMarketLevers(venue: string, exchange: Exchange): MarketLevers {
  return {
    trade: (symbol, wanted) => {
      const call = { venue, operation: "trade" };
      return exchange.trade(symbol, readTrade(wanted, call), call).map(toTrade);
    },
    setOrderBook: (symbol, book) => {
      const call = { venue, operation: "setOrderBook" };
      exchange.setOrderBook(symbol, readBook(book, "book", call), call);
    },
    moveMarket: (symbol, price) => {
      const call = { venue, operation: "moveMarket" };
      exchange.moveMarket(symbol, readPositive(price, "price", call), call);
    },
    step: (symbol, count = 1) => {
      const call = { venue, operation: "step" };
      checkNumber(count, STEPS, "count", call);
      exchange.checkSymbol(symbol, call);
      for (let taken = 0; taken < count; taken += 1) exchange.step(symbol, call);
    },
    deposit: (asset, amount) => {
      const call = { venue, operation: "deposit" };
      if (!isAsset(asset)) throw invalidInput(call, "asset", 'must be an asset, such as "BTC"');
      exchange.deposit({ asset, amount: readPositive(amount, "amount", call) });
    },
  };
}

function readTrade(trade: OthersTrade, call: CallContext): OthersTrade {
  checkKnownFields(trade, ["side", "quantity", "price"], "trade", call);
  const { side, quantity, price } = trade;
  if (side !== OrderSide.BUY && side !== OrderSide.SELL)
    throw invalidInput(call, "side", "must be OrderSide.BUY or OrderSide.SELL");
  return {
    side,
    quantity: readPositive(quantity, "quantity", call),
    price: price === undefined ? undefined : readPositive(price, "price", call),
  };
}
