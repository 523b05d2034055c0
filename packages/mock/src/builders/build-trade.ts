import type { Trade } from "@cqvx/core";
import { OrderSide } from "@cqvx/core/in-memory";
import { builtTime, type Overrides, override, randomOf } from "./overrides.ts";

const REQUIRED: Trade = {
  $typeName: "cqc.markets.v1.Trade",
  tradeId: "",
  symbol: "BTC-USD",
  price: "50000.00",
  quantity: "0.01",
  side: OrderSide.BUY,
};

/** Builds a trade as a venue would return it. Default: a buyer took 0.01 BTC at 50,000 USD. */
export function buildTrade(overrides: Overrides<Trade> = {}): Trade {
  const tradeId = String(randomOf("trade", overrides).integer(100_000_000, 999_999_999));
  return override(REQUIRED, { tradeId, timestamp: builtTime() }, overrides);
}
