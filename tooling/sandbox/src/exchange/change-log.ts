import { type Decimal, plain } from "../numbers/decimal.ts";
import type { PublicTrade } from "./market/public-trade.ts";
import type { Side } from "./market/side.ts";
import type { Order } from "./orders/order.ts";

/** Receives each change of the exchange at the moment it happens. Books and trades are named by the book's id. */
export interface ChangeObserver {
  onBookChange(bookId: string, side: Side, price: Decimal): void;
  onTrade(bookId: string, trade: PublicTrade): void;
  onOrderChange(order: Order): void;
}

/** A price at which a book has changed. */
export interface TouchedLevel {
  readonly side: Side;
  readonly price: Decimal;
}

/** The changes of one request or of one market step, with each level and each order once. */
export interface ExchangeChanges {
  readonly levels: ReadonlyMap<string, readonly TouchedLevel[]>;
  /** Oldest first. */
  readonly trades: ReadonlyMap<string, readonly PublicTrade[]>;
  readonly orders: readonly Order[];
}

/** Collects changes until they are taken. */
export interface ChangeLog extends ChangeObserver {
  /** Returns the changes since the last call, or undefined when there are none. */
  take(): ExchangeChanges | undefined;
}

/** Creates a log that ignores changes while `isWanted` returns false. */
export function createChangeLog(isWanted: () => boolean): ChangeLog {
  let levels = new Map<string, Map<string, TouchedLevel>>();
  let trades = new Map<string, PublicTrade[]>();
  let orders = new Set<Order>();
  return {
    onBookChange(bookId, side, price) {
      if (!isWanted()) return;
      const touched = levels.get(bookId) ?? new Map<string, TouchedLevel>();
      levels.set(bookId, touched.set(`${side} ${plain(price)}`, { side, price }));
    },
    onTrade(bookId, trade) {
      if (!isWanted()) return;
      const earlier = trades.get(bookId);
      if (earlier === undefined) trades.set(bookId, [trade]);
      else earlier.push(trade);
    },
    onOrderChange(order) {
      if (isWanted()) orders.add(order);
    },
    take() {
      if (levels.size === 0 && trades.size === 0 && orders.size === 0) return undefined;
      const changes = {
        levels: new Map([...levels].map(([bookId, touched]) => [bookId, [...touched.values()]])),
        trades,
        orders: [...orders],
      };
      levels = new Map();
      trades = new Map();
      orders = new Set();
      return changes;
    },
  };
}
