import { subtractDecimals } from "../values/decimal.ts";
import { isZero } from "../values/decimal-text.ts";

/** What is left of an order's quantity, whatever its status; absent when either amount is. */
export function remainingQuantity(
  quantity: string | undefined,
  filled: string | undefined,
): string | undefined {
  return quantity === undefined || filled === undefined ? undefined : subtractDecimals(quantity, filled);
}

/** A price. Venues send 0 where there is none, such as the average of no fills. */
export function nonZeroPrice(price: string | undefined): string | undefined {
  return price === undefined || isZero(price) ? undefined : price;
}

/** The fee of an order or fill on a spot pair, which is in its quote asset; of other products the asset is not known. */
export function spotFee(
  fee: string | undefined,
  symbol: string,
): { readonly fee: string | undefined; readonly feeAsset: string | undefined } {
  const [, quote, ...rest] = symbol.split("-");
  return { fee, feeAsset: fee !== undefined && rest.length === 0 ? quote : undefined };
}
