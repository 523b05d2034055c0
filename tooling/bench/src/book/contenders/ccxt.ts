import ccxt from "ccxt";
import type { Contender } from "../contender.ts";
import { countDifferences } from "../count-differences.ts";
import type { Row } from "../market-side.ts";
import { PRODUCT } from "../workload.ts";

const SYMBOL = "BTC/USD";

/** Its client of Coinbase, given frames where its socket would: everything behind that is its own. */
export async function startCcxt(): Promise<Contender> {
  const exchange = new ccxt.pro.coinbase();
  exchange.setMarkets([
    {
      id: PRODUCT,
      symbol: SYMBOL,
      base: "BTC",
      quote: "USD",
      baseId: "BTC",
      quoteId: "USD",
      type: "spot",
      spot: true,
    },
  ]);
  // It connects only when something is watched.
  const client = exchange.client("wss://localhost");
  const topOf = (side: "bids" | "asks"): unknown => exchange.orderbooks[SYMBOL]?.[side]?.[0];
  const rows = (side: "bids" | "asks"): Row[] =>
    [...(exchange.orderbooks[SYMBOL]?.[side] ?? [])].map(([price, quantity]) => [
      String(price),
      String(quantity),
    ]);
  return {
    messagesBefore: 0,
    take: (frame) => {
      client.onMessage({ data: frame });
      if (topOf("bids") === undefined || topOf("asks") === undefined)
        throw new Error("ccxt's book has no top");
    },
    ready: async () => {},
    // Its levels are doubles: as numbers they are compared.
    finish: async ({ bids, asks }) =>
      countDifferences({ bids: bids.map(asDoubles), asks: asks.map(asDoubles) }, rows("bids"), rows("asks")),
  };
}

function asDoubles([price, quantity]: Row): Row {
  return [String(Number(price)), String(Number(quantity))];
}
