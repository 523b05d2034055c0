import type { Agent } from "node:http";

/**
 * The part of `ccxt`'s Coinbase client that the tests use. `ccxt`'s own types do not compile under the settings of this
 * workspace, and many of them are `any`. Numbers are JavaScript numbers.
 */
export interface CcxtClient {
  fetchImplementation: typeof fetch | undefined;
  httpAgent: Agent | undefined;
  /** The markets that `loadMarkets` has loaded. */
  markets: Readonly<Record<string, CcxtMarket>> | undefined;
  readonly urls: { readonly api: { rest: string; ws: string } };
  loadMarkets(): Promise<Readonly<Record<string, CcxtMarket>>>;
  fetchTime(params?: CcxtParameters): Promise<number>;
  createOrder(
    symbol: string,
    type: "limit" | "market",
    side: "buy" | "sell",
    amount: number,
    price?: number,
    params?: CcxtParameters,
  ): Promise<CcxtOrder>;
  createMarketBuyOrderWithCost(symbol: string, cost: number): Promise<CcxtOrder>;
  editOrder(
    id: string,
    symbol: string,
    type: "limit",
    side: "buy" | "sell",
    amount?: number,
    price?: number,
    params?: CcxtParameters,
  ): Promise<CcxtOrder>;
  cancelOrder(id: string, symbol?: string): Promise<CcxtOrder>;
  cancelOrders(ids: readonly string[], symbol?: string): Promise<CcxtOrder[]>;
  fetchOrder(id: string, symbol?: string): Promise<CcxtOrder>;
  fetchOrders: CcxtListing<CcxtOrder>;
  fetchOpenOrders: CcxtListing<CcxtOrder>;
  fetchClosedOrders: CcxtListing<CcxtOrder>;
  fetchCanceledOrders: CcxtListing<CcxtOrder>;
  fetchMyTrades: CcxtListing<CcxtTrade>;
  fetchBalance(params?: CcxtParameters): Promise<Readonly<Record<string, CcxtBalance>>>;
  fetchAccounts(params?: CcxtParameters): Promise<{ readonly id: string; readonly code: string }[]>;
  fetchOrderBook(symbol: string, limit?: number, params?: CcxtParameters): Promise<CcxtBook>;
  fetchTrades(symbol: string, since?: number, limit?: number, params?: CcxtParameters): Promise<CcxtTrade[]>;
  fetchTicker(symbol: string): Promise<CcxtTicker>;
  fetchBidsAsks(symbols?: readonly string[]): Promise<Readonly<Record<string, CcxtTicker>>>;
  fetchTradingFees(): Promise<Readonly<Record<string, { readonly maker: number; readonly taker: number }>>>;
  watchOrderBook(symbol: string): Promise<CcxtBook>;
  watchTrades(symbol: string): Promise<CcxtTrade[]>;
  watchOrders(symbol?: string): Promise<CcxtOrder[]>;
  watchTicker(symbol: string): Promise<CcxtTicker>;
  /** Closes the sockets. */
  close(): Promise<void>;
}

export type CcxtParameters = Readonly<Record<string, unknown>>;

type CcxtListing<Item> = (
  symbol?: string,
  since?: number,
  limit?: number,
  params?: CcxtParameters,
) => Promise<Item[]>;

export interface CcxtMarket {
  readonly id: string;
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly active: boolean;
  readonly maker: number;
  readonly taker: number;
  readonly precision: { readonly amount: number; readonly price: number };
  readonly limits: Readonly<Record<"amount" | "cost", { readonly min: number; readonly max: number }>>;
}

export interface CcxtOrder {
  readonly id: string;
  readonly clientOrderId: string | undefined;
  readonly symbol: string;
  readonly type: string | undefined;
  readonly side: string | undefined;
  readonly status: string | undefined;
  readonly timeInForce: string | undefined;
  readonly postOnly: boolean | undefined;
  readonly timestamp: number | undefined;
  readonly price: number | undefined;
  readonly triggerPrice: number | undefined;
  readonly average: number | undefined;
  readonly amount: number | undefined;
  readonly filled: number | undefined;
  readonly remaining: number | undefined;
  readonly cost: number | undefined;
  readonly fees: readonly { readonly cost: number | undefined }[];
  /** The venue's own JSON. */
  readonly info: Readonly<Record<string, unknown>>;
}

export interface CcxtTrade {
  readonly id: string;
  readonly order: string | undefined;
  readonly symbol: string;
  readonly side: string;
  readonly takerOrMaker: string | undefined;
  readonly timestamp: number;
  readonly price: number;
  readonly amount: number;
  readonly cost: number;
  readonly fees: readonly { readonly cost: number; readonly currency: string }[];
  readonly info: Readonly<Record<string, unknown>>;
}

export interface CcxtBalance {
  readonly free: number;
  readonly used: number;
  readonly total: number;
}

/** A book: price and size of each level, best first. */
export interface CcxtBook {
  readonly symbol: string;
  readonly bids: readonly (readonly [price: number, size: number])[];
  readonly asks: readonly (readonly [price: number, size: number])[];
}

export interface CcxtTicker {
  readonly symbol: string;
  readonly last: number | undefined;
  readonly bid: number | undefined;
  readonly ask: number | undefined;
}
