import { type ExecutionReport, Liquidity } from "@cqvx/mock";
import { marketOf } from "../markets.ts";
import { digits } from "../wire/digits.ts";
import type { Json } from "../wire/json.ts";
import { toMilliseconds } from "./order-json.ts";
import { SIDES, wordOf } from "./order-words.ts";

/** Returns a fill as `[fillId, orderId, market, side, px, qty, fee, feeAsset, at, "m"|"t"]`. */
export function toFillJson(fill: ExecutionReport): Json {
  const { executionId = "", lastPrice = "0", lastQuantity = "0", fee = "0", feeAsset = "" } = fill;
  return [
    executionId,
    fill.orderId,
    marketOf(fill.symbol),
    wordOf(SIDES, fill.side),
    digits(lastPrice),
    digits(lastQuantity),
    digits(fee),
    feeAsset,
    toMilliseconds(fill.timestamp) ?? 0,
    fill.liquidity === Liquidity.MAKER ? "m" : "t",
  ];
}
