import { type CallOptions, invalidInput, OrderType } from "@cqvx/core";
import {
  type CheckedOrder,
  type Checkers,
  checkClientOrderId,
  checkCount,
  checkDecimal,
  oneOf,
  optional,
  shape,
  type VenueCall,
} from "@cqvx/core/venue";

/** What Coinbase alone has when an order is placed. */
export interface CoinbaseOrderOptions extends CallOptions {
  /** How a TWAP order is sliced. Coinbase wants all three. */
  readonly twap?: TwapSlices | undefined;
  /** Leverage of a futures order, a decimal. */
  readonly leverage?: string | undefined;
  /** Margin of a futures order. */
  readonly marginType?: "CROSS" | "ISOLATED" | undefined;
  /** The id of a preview that this order carries out. */
  readonly previewId?: string | undefined;
}

export interface TwapSlices {
  readonly numberOfBuckets: number;
  /** Base or quote asset per slice, as the order is sized. */
  readonly bucketSize: string;
  readonly bucketSeconds: number;
}

/** The checks of the options above, beside those of every call. */
export const ORDER_OPTIONS: Checkers<Omit<CoinbaseOrderOptions, keyof CallOptions>> = {
  twap: optional(
    shape<TwapSlices>({
      numberOfBuckets: checkCount,
      bucketSize: checkDecimal,
      bucketSeconds: checkCount,
    }),
  ),
  leverage: optional(checkDecimal),
  marginType: optional(oneOf("CROSS", "ISOLATED")),
  previewId: optional(checkClientOrderId),
};

/** Returns the fields of a TWAP order's configuration. */
export function toTwapFields(
  { type }: CheckedOrder,
  slices: TwapSlices | undefined,
  call: VenueCall,
): object {
  if (slices === undefined) return {};
  if (type !== OrderType.TWAP) throw invalidInput(call, "twap", "needs a TWAP order");
  return {
    number_buckets: String(slices.numberOfBuckets),
    bucket_size: slices.bucketSize,
    bucket_duration: `${slices.bucketSeconds}s`,
  };
}
