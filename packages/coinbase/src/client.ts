import type { Capabilities, Fills, OrderUpdates, Runtime, VenueClient } from "@cqvx/core";
import { checkOrderId, createCapabilities, createConnection, type VenueFacts } from "@cqvx/core/venue";
import { createAccount } from "./account.ts";
import type { CoinbaseConfig, CoinbaseCredentials } from "./config.ts";
import { BASE_PATH, BASE_URL, VENUE, WS_URLS } from "./config.ts";
import { toSigner } from "./credentials.ts";
import { type CoinbaseMarketData, createMarketData } from "./extras/market-data.ts";
import type { CoinbaseOrderOptions } from "./extras/order-options.ts";
import { type CoinbasePortfolios, createPortfolios } from "./extras/portfolios.ts";
import { type CoinbasePreview, createPreview } from "./extras/preview.ts";
import { createHealth } from "./health.ts";
import { createMarket } from "./market.ts";
import { readCoinbaseRefusal } from "./normalizer/errors.ts";
import { ORDER_TYPES } from "./normalizer/order-configuration.ts";
import { createCoinbaseStreaming } from "./streaming.ts";
import { createTrading } from "./trading.ts";

/** The contract, the fills of the account, and what only Coinbase has. */
export interface CoinbaseClient
  extends VenueClient<CoinbaseOrderOptions>,
    Fills,
    OrderUpdates,
    CoinbaseMarketData,
    CoinbasePortfolios,
    CoinbasePreview {}

const FACTS: VenueFacts<CoinbaseCredentials> = {
  venue: VENUE,
  defaultBaseUrl: BASE_URL,
  defaultWsUrls: WS_URLS,
  basePath: BASE_PATH,
  ownFields: ["retailPortfolioId"],
  toSigner,
  readRefusal: readCoinbaseRefusal,
};

const CAPABILITIES: Capabilities = createCapabilities({ getFills: true, subscribeOrders: true }, ORDER_TYPES);

/**
 * A client of Coinbase Advanced Trade. Nothing is sent, and no timer or socket exists, before the first call.
 *
 * @throws VenueError of kind `invalidInput`, naming the field of the configuration that is wrong
 * @see https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/overview
 */
export function createCoinbaseClient(config: CoinbaseConfig = {}, runtime: Runtime = {}): CoinbaseClient {
  const factory = { venue: VENUE, operation: "createCoinbaseClient" };
  const connection = createConnection(FACTS, config, runtime, factory);
  const { retailPortfolioId } = config;
  if (retailPortfolioId !== undefined) checkOrderId(retailPortfolioId, factory, "retailPortfolioId");
  const trading = createTrading(connection, retailPortfolioId);
  const streaming = createCoinbaseStreaming(connection, trading);
  const close = (): Promise<void> => {
    connection.calls.close();
    return streaming.close();
  };
  return {
    venue: VENUE,
    capabilities: CAPABILITIES,
    ...trading,
    ...createAccount(connection),
    ...createMarket(connection),
    ...streaming.methods,
    ...createHealth(connection, streaming),
    ...createMarketData(connection),
    ...createPortfolios(connection),
    ...createPreview(connection, retailPortfolioId),
    close,
    [Symbol.asyncDispose]: close,
  };
}
