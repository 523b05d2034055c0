import { subtractDecimals } from "../values/decimal.ts";
import { isZero } from "../values/decimal-text.ts";

/** Returns the unfilled part of an order in any status. Undefined when either amount is absent. */
export function remainingQuantity(
  quantity: string | undefined,
  filled: string | undefined,
): string | undefined {
  return quantity === undefined || filled === undefined ? undefined : subtractDecimals(quantity, filled);
}

/** Returns a price, or undefined for 0. Venues send 0 for a missing price, such as the average without fills. */
export function nonZeroPrice(price: string | undefined): string | undefined {
  return price === undefined || isZero(price) ? undefined : price;
}

/** Returns a fee with its asset: the quote asset of a spot pair, and undefined for other products. */
export function spotFee(
  fee: string | undefined,
  symbol: string,
): { readonly fee: string | undefined; readonly feeAsset: string | undefined } {
  const [, quote, ...rest] = symbol.split("-");
  return { fee, feeAsset: fee !== undefined && rest.length === 0 ? quote : undefined };
}
