import type { Decimal } from "../../numbers/decimal.ts";

export type Side = "buy" | "sell";

export const SIDES: readonly Side[] = ["buy", "sell"];

export function oppositeOf(side: Side): Side {
  return side === "buy" ? "sell" : "buy";
}

/** True when a resting price satisfies a taker's limit: a bid at or above the limit, an ask at or below it. */
export function isAtOrThrough(side: Side, price: Decimal, limit: Decimal): boolean {
  return side === "buy" ? price.gte(limit) : price.lte(limit);
}
