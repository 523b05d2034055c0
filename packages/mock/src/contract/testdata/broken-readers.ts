import type { BrokenClient } from "./broken-client.ts";

/** Clients with a fault in reads of the account or the market. */
export const BROKEN_READERS: readonly BrokenClient[] = [
  {
    behaviour: "counts locked amounts twice",
    caughtBy: "A02",
    breakIn: ({ getBalance }) => ({
      getBalance: async (options) => {
        const balance = await getBalance(options);
        const assets = balance.assets.map((asset) => ({ ...asset, total: `${Number(asset.total) + 1}` }));
        return { ...balance, assets };
      },
    }),
  },
  {
    behaviour: "returns only empty assets with includeZero",
    caughtBy: "A03",
    breakIn: ({ getBalance }) => ({
      getBalance: async (options) => {
        const balance = await getBalance(options);
        return options?.includeZero
          ? { ...balance, assets: balance.assets.filter(({ total }) => Number(total) === 0) }
          : balance;
      },
    }),
  },
  {
    behaviour: "returns the asks of a book worst first",
    caughtBy: "M01",
    breakIn: ({ getOrderBook }) => ({
      getOrderBook: async (symbol, options) => {
        const book = await getOrderBook(symbol, options);
        return { ...book, asks: book.asks.toReversed() };
      },
    }),
  },
  {
    behaviour: "returns all levels of a book for any depth",
    caughtBy: "M02",
    breakIn: ({ getOrderBook }) => ({
      getOrderBook: (symbol, { depth: _, ...options } = {}) =>
        getOrderBook(symbol, { ...options, depth: 1_000 }),
    }),
  },
];
