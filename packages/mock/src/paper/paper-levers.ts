import type { CallContext, Trade } from "@cqvx/core";
import { checkKnownFields, checkNumber, invalidInput, OrderSide } from "@cqvx/core/in-memory";
import { toTrade } from "./connection/order-messages.ts";
import type { Exchange } from "./exchange/exchange.ts";
import type { OthersTrade } from "./exchange/other-traders.ts";
import type { PaperBookInput } from "./market/paper-book.ts";
import { readBook, readPositive } from "./market/read-book.ts";
import { isAsset } from "./options/paper-options.ts";

/**
 * What happens at the exchange without the client. Whatever a lever brings about is done when it returns. Each throws a
 * `VenueError`: `invalidInput` with the field's name, or `notFound` for a symbol that is not traded.
 */
export interface MarketLevers {
  /**
   * Somebody else trades: takes from the book by price and then by time, own orders of the account included. With a price
   * it takes no worse, and the rest does not rest. Gives the trades.
   */
  trade(symbol: string, trade: OthersTrade): Trade[];
  /**
   * Replaces what others offer. Own orders that it crosses are filled at their own price, as far as the crossing levels'
   * quantity goes. Where others had offered at a price before, they keep their place in the queue.
   */
  setOrderBook(symbol: string, book: PaperBookInput): void;
  /**
   * Shifts what others offer so that it lies around a price. Own orders that are better than it are filled whole, at their
   * own price; stops go off as if it were the price of a trade.
   */
  moveMarket(symbol: string, price: string): void;
  /**
   * Steps of the market that follow from the seed: a level changes, somebody trades, or the price drifts by an increment.
   * Own orders are filled by the rules. Default: one.
   */
  step(symbol: string, count?: number): void;
  /** Adds to what the account has. */
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
