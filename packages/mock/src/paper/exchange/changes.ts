import type { PaperOrder, PaperTrade } from "../account/paper-order.ts";

/** The changes of one symbol by one event at the exchange. */
export interface MarketChange {
  readonly symbol: string;
  readonly isBookChanged: boolean;
  /** The trades, in order. */
  readonly trades: readonly PaperTrade[];
  /** Each new state of an order of the account. */
  readonly orders: readonly PaperOrder[];
}

/** Collects the changes of an event until the event is complete. */
export interface Changes {
  book(symbol: string): void;
  trade(trade: PaperTrade): void;
  order(order: PaperOrder): void;
  /** Returns the changes since the last call, one for each symbol, and clears them. */
  take(): MarketChange[];
}

export function createChanges(): Changes {
  let gathered = new Map<string, MarketChange>();
  const update = (symbol: string, changeOf: (known: MarketChange) => Partial<MarketChange>): void => {
    const known = gathered.get(symbol) ?? { symbol, isBookChanged: false, trades: [], orders: [] };
    gathered.set(symbol, { ...known, ...changeOf(known) });
  };
  return {
    book: (symbol) => update(symbol, () => ({ isBookChanged: true })),
    trade: (trade) => update(trade.symbol, ({ trades }) => ({ trades: [...trades, trade] })),
    order: (order) => update(order.terms.symbol, ({ orders }) => ({ orders: [...orders, order] })),
    take: () => {
      const taken = [...gathered.values()];
      gathered = new Map();
      return taken;
    },
  };
}
