import type { Amend, Fills, OrderUpdates, Products, Runtime, VenueClient } from "@cqvx/core";
import { checkOrderId, decodeByStatus, defineVenue, optional, type VenueFacts } from "@cqvx/core/venue";
import { account } from "./account.ts";
import { ADDRESS, type CoinbaseConfig, type CoinbaseConnection, type CoinbaseCredentials } from "./config.ts";
import { toSigner } from "./credentials.ts";
import { batchCancel, type CoinbaseBatchCancel } from "./extras/batch-cancel.ts";
import { type CoinbaseMarketData, marketDataExtras } from "./extras/market-data.ts";
import { type CoinbasePortfolios, portfolios } from "./extras/portfolios.ts";
import { health, TIME } from "./health.ts";
import { market } from "./market.ts";
import { findWithheld, readCoinbaseRefusal } from "./normalizer/errors.ts";
import { ORDER_TYPES } from "./normalizer/order-configuration.ts";
import { type CoinbaseOrderOptions, ORDER_OPTIONS } from "./normalizer/order-options.ts";
import { streaming } from "./streaming.ts";
import { trading } from "./trading.ts";

/** A client of Coinbase Advanced Trade: the contract, the optional roles, and the extra methods of Coinbase. */
export interface CoinbaseClient
  extends VenueClient<CoinbaseOrderOptions>,
    Fills,
    Products,
    OrderUpdates,
    Amend<CoinbaseOrderOptions>,
    CoinbaseBatchCancel,
    CoinbaseMarketData,
    CoinbasePortfolios {}

const FACTS: VenueFacts<CoinbaseCredentials, CoinbaseConnection["own"]> = {
  ...ADDRESS,
  ownConfig: { retailPortfolioId: optional(checkOrderId) },
  toSigner,
  decode: decodeByStatus(readCoinbaseRefusal, findWithheld),
  time: TIME,
  sockets: async () => (await import("./sockets.ts")).SOCKETS,
  orderTypes: ORDER_TYPES,
  placeOptions: ORDER_OPTIONS,
};

/**
 * Creates a client of Coinbase Advanced Trade. It sends nothing and creates no timer or socket before the first call.
 *
 * @throws VenueError of kind `invalidInput` that names the wrong field of the configuration
 * @see https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/overview
 */
export const createCoinbaseClient: (config?: CoinbaseConfig, runtime?: Runtime) => CoinbaseClient =
  defineVenue(
    FACTS,
    (connection) => ({
      ...trading(connection),
      ...account,
      ...market(connection.http),
      ...streaming,
      ...health,
    }),
    (connection) => ({
      ...batchCancel(connection),
      ...marketDataExtras(connection),
      ...portfolios(connection),
    }),
  );
