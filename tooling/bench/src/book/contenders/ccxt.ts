import ccxt from "ccxt";
import type { Contender } from "../contender.ts";
import { countDifferences } from "../count-differences.ts";
import type { Row } from "../market-side.ts";
import { PRODUCT } from "../workload.ts";

const SYMBOL = "BTC/USD";

/** Starts the Coinbase client of ccxt.pro. Frames go to its `onMessage`, as its socket would deliver them. */
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
  // The client connects only when something is watched.
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
    // The levels of ccxt are doubles, so the expected levels are converted to doubles too.
    finish: async ({ bids, asks }) =>
      countDifferences({ bids: bids.map(asDoubles), asks: asks.map(asDoubles) }, rows("bids"), rows("asks")),
  };
}

function asDoubles([price, quantity]: Row): Row {
  return [String(Number(price)), String(Number(quantity))];
}
