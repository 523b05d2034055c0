import type { Capabilities, Fills, Runtime, VenueClient } from "@cqvx/core";
import {
  checkOrderId,
  createCapabilities,
  createConnection,
  refuseStreaming,
  type VenueFacts,
} from "@cqvx/core/venue";
import { createAccount } from "./account.ts";
import { BASE_PATH, BASE_URL, type CoinbaseConfig, type CoinbaseCredentials, VENUE } from "./config.ts";
import { toSigner } from "./credentials.ts";
import { type CoinbaseMarketData, createMarketData } from "./extras/market-data.ts";
import type { CoinbaseOrderOptions } from "./extras/order-options.ts";
import { type CoinbasePortfolios, createPortfolios } from "./extras/portfolios.ts";
import { type CoinbasePreview, createPreview } from "./extras/preview.ts";
import { createHealth } from "./health.ts";
import { createMarket } from "./market.ts";
import { readCoinbaseRefusal } from "./normalizer/errors.ts";
import { ORDER_TYPES } from "./normalizer/order-configuration.ts";
import { createTrading } from "./trading.ts";

/** The contract, the fills of the account, and what only Coinbase has. */
export interface CoinbaseClient
  extends VenueClient<CoinbaseOrderOptions>,
    Fills,
    CoinbaseMarketData,
    CoinbasePortfolios,
    CoinbasePreview {}

const FACTS: VenueFacts<CoinbaseCredentials> = {
  venue: VENUE,
  defaultBaseUrl: BASE_URL,
  basePath: BASE_PATH,
  ownFields: ["retailPortfolioId"],
  toSigner,
  readRefusal: readCoinbaseRefusal,
};

const CAPABILITIES: Capabilities = createCapabilities(
  ["placeOrder", "cancelOrder", "getOrder", "getOrders", "getFills", "getBalance", "getOrderBook", "health"],
  ORDER_TYPES,
);

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
  const close = async (): Promise<void> => connection.calls.close();
  return {
    venue: VENUE,
    capabilities: CAPABILITIES,
    ...createTrading(connection, retailPortfolioId),
    ...createAccount(connection),
    ...createMarket(connection),
    ...refuseStreaming(connection.calls, "this version of @cqvx/coinbase has no streams"),
    ...createHealth(connection),
    ...createMarketData(connection),
    ...createPortfolios(connection),
    ...createPreview(connection, retailPortfolioId),
    close,
    [Symbol.asyncDispose]: close,
  };
}
