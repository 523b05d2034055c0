import type { Side } from "../../exchange/market/side.ts";

/** A side in Coinbase's words. */
export type CoinbaseSide = "BUY" | "SELL";

export function toCoinbaseSide(side: Side): CoinbaseSide {
  return side === "buy" ? "BUY" : "SELL";
}

export function readSide(side: CoinbaseSide): Side {
  return side === "BUY" ? "buy" : "sell";
}
