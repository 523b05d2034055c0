import type { PaperOrder, PaperTrade } from "../account/paper-order.ts";

/** What one happening at the exchange changed of one symbol. */
export interface MarketChange {
  readonly symbol: string;
  readonly isBookChanged: boolean;
  /** In the order in which they happened. */
  readonly trades: readonly PaperTrade[];
  /** Each state that an order of the account came into. */
  readonly orders: readonly PaperOrder[];
}

/** Gathers what changes until all of it is done. */
export interface Changes {
  book(symbol: string): void;
  trade(trade: PaperTrade): void;
  order(order: PaperOrder): void;
  /** What has changed since the last time, a change for each symbol. */
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
