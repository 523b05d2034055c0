import type { Side } from "../../exchange/market/side.ts";

/** A side as Coinbase writes it. */
export type CoinbaseSide = "BUY" | "SELL";

export function toCoinbaseSide(side: Side): CoinbaseSide {
  return side === "buy" ? "BUY" : "SELL";
}

/** Reads a side. Throws a `RangeError` for any other value, since programs without types call the sandbox too. */
export function readSide(side: CoinbaseSide): Side {
  if (side !== "BUY" && side !== "SELL") throw new RangeError('side must be "BUY" or "SELL"');
  return side === "BUY" ? "buy" : "sell";
}
