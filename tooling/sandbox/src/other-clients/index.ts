export type {
  CcxtBalance,
  CcxtBook,
  CcxtClient,
  CcxtMarket,
  CcxtOrder,
  CcxtParameters,
  CcxtTicker,
  CcxtTrade,
} from "./ccxt-client.ts";
export { connectCcxt } from "./connect-ccxt.ts";
export { type CoinbaseApiClient, type CoinbaseApiFrame, connectCoinbaseApi } from "./connect-coinbase-api.ts";
export { type FollowedBook, followBook } from "./follow-book.ts";
