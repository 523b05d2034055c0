import type { Amend, Fills, OrderUpdates, Products, Runtime, VenueClient } from "@cqvx/core";

import type { VenueFacts } from "@cqvx/core/venue";
import { assembleClient, createConnection, createHealthMethods } from "@cqvx/core/venue";

import { createAccount } from "./account.ts";
import { createAmend } from "./amend.ts";
import type { CoinbaseConfig, CoinbaseCredentials } from "./config.ts";
import { BASE_PATH, BASE_URL, RATE_LIMITS, VENUE, WS_URLS } from "./config.ts";
import { toSigner } from "./credentials.ts";
import { type CoinbaseBatchCancel, createBatchCancel } from "./extras/batch-cancel.ts";
import { type CoinbaseMarketData, createMarketData } from "./extras/market-data.ts";
import type { CoinbaseOrderOptions } from "./extras/order-options.ts";
import { type CoinbasePortfolios, createPortfolios } from "./extras/portfolios.ts";
import { CAN_TRADE, TIME } from "./health.ts";
import { createMarket } from "./market.ts";
import { readCoinbaseRefusal } from "./normalizer/errors.ts";
import { ORDER_TYPES } from "./normalizer/order-configuration.ts";
import { createCoinbaseStreaming } from "./streaming.ts";
import { createTrading } from "./trading.ts";

/** The contract, the optional roles, and what only Coinbase has. */
export interface CoinbaseClient
  extends VenueClient<CoinbaseOrderOptions>,
    Fills,
    Products,
    OrderUpdates,
    Amend<CoinbaseOrderOptions>,
    CoinbaseBatchCancel,
    CoinbaseMarketData,
    CoinbasePortfolios {}

const FACTS: VenueFacts<CoinbaseCredentials, "retailPortfolioId"> = {
  venue: VENUE,
  defaultBaseUrl: BASE_URL,
  defaultWsUrls: WS_URLS,
  basePath: BASE_PATH,
  ownIds: ["retailPortfolioId"],
  toSigner,
  readRefusal: readCoinbaseRefusal,
  rateLimits: RATE_LIMITS,
  time: TIME,
};

/**
 * A client of Coinbase Advanced Trade. Nothing is sent, and no timer or socket exists, before the first call.
 *
 * @throws VenueError of kind `invalidInput`, naming the field of the configuration that is wrong
 * @see https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/overview
 */
export function createCoinbaseClient(config: CoinbaseConfig = {}, runtime: Runtime = {}): CoinbaseClient {
  const factory = { venue: VENUE, operation: "createCoinbaseClient" };
  const connection = createConnection(FACTS, config, runtime, factory);
  const trading = createTrading(connection);
  const streaming = createCoinbaseStreaming(connection, trading);
  return assembleClient(
    connection,
    { streaming, orderTypes: ORDER_TYPES },
    {
      ...trading,
      ...createAmend(connection),
      ...createAccount(connection),
      ...createMarket(connection),
      ...streaming.methods,
      ...createHealthMethods(connection, streaming, { time: TIME, canTrade: CAN_TRADE }),
      ...createBatchCancel(connection),
      ...createMarketData(connection),
      ...createPortfolios(connection),
    },
  );
}
