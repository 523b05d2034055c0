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

/** The options of `placeOrder` and `previewOrder` that only Coinbase has. */
export interface CoinbaseOrderOptions extends CallOptions {
  /** The slices of a TWAP order. Coinbase requires all three fields. */
  readonly twap?: TwapSlices | undefined;
  /** The leverage of a futures order, as a decimal. */
  readonly leverage?: string | undefined;
  /** The margin type of a futures order. */
  readonly marginType?: "CROSS" | "ISOLATED" | undefined;
  /** The id of the preview that this order executes. */
  readonly previewId?: string | undefined;
}

/** The slices of a TWAP order. */
export interface TwapSlices {
  /** The number of slices. */
  readonly numberOfBuckets: number;
  /** The size of a slice, in the asset in which the order is sized. */
  readonly bucketSize: string;
  /** The duration of a slice in seconds. */
  readonly bucketSeconds: number;
}

/** The checks of these options. Core checks the options of every call. */
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
