import type { CallOptions } from "@cqvx/core";
import { type Connection, type JsonObject, runExtra } from "@cqvx/core/venue";
import { ENDPOINTS } from "../config.ts";

/**
 * A portfolio of the account.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/portfolios/list-portfolios
 */
export interface CoinbasePortfolio {
  readonly id: string;
  readonly name: string;
  /** The type at Coinbase: DEFAULT, CONSUMER, INTX, … */
  readonly type: string;
  readonly deleted: boolean;
}

/** The portfolio method of Coinbase. */
export interface CoinbasePortfolios {
  /** Returns the portfolios that the key can read. */
  getPortfolios(options?: CallOptions): Promise<CoinbasePortfolio[]>;
}

/** Creates the portfolio method. */
export function portfolios(connection: Connection): CoinbasePortfolios {
  return {
    getPortfolios: (options) =>
      runExtra(connection, "getPortfolios", options, () => ({
        path: ENDPOINTS.portfolios,
        read: (reply) => reply.list("portfolios").map(readPortfolio),
      })),
  };
}

function readPortfolio(portfolio: JsonObject): CoinbasePortfolio {
  return {
    id: portfolio.requiredText("uuid"),
    name: portfolio.text("name") ?? "",
    type: portfolio.text("type") ?? "",
    deleted: portfolio.boolean("deleted") === true,
  };
}
