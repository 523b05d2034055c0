import type { Side } from "../../exchange/market/side.ts";

/** A side as Coinbase writes it. */
export type CoinbaseSide = "BUY" | "SELL";

export function toCoinbaseSide(side: Side): CoinbaseSide {
  return side === "buy" ? "BUY" : "SELL";
}

export function readSide(side: CoinbaseSide): Side {
  return side === "BUY" ? "buy" : "sell";
}
