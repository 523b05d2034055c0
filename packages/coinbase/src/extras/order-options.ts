import { type CallOptions, invalidInput, OrderType } from "@cqvx/core";
import {
  type CheckedOrder,
  checkClientOrderId,
  checkKnownFields,
  isPositiveDecimal,
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

const OPTIONS = ["signal", "timeoutMs", "twap", "leverage", "marginType", "previewId"];

/** The fields that go beside the order's own, checked. */
export function toOrderFields(
  options: CoinbaseOrderOptions = {},
  call: VenueCall,
): Readonly<Record<string, string>> {
  checkKnownFields(options, OPTIONS, "options", call);
  const { leverage, marginType, previewId } = options;
  if (leverage !== undefined && !isPositiveDecimal(leverage))
    throw invalidInput(call, "leverage", "must be a decimal");
  if (marginType !== undefined && marginType !== "CROSS" && marginType !== "ISOLATED") {
    throw invalidInput(call, "marginType", "must be CROSS or ISOLATED");
  }
  if (previewId !== undefined) checkClientOrderId(previewId, call, "previewId");
  return {
    ...(leverage !== undefined && { leverage }),
    ...(marginType !== undefined && { margin_type: marginType }),
    ...(previewId !== undefined && { preview_id: previewId }),
  };
}

/** The fields of a TWAP order's configuration, checked. */
export function toTwapFields(
  order: CheckedOrder,
  slices: TwapSlices | undefined,
  call: VenueCall,
): Readonly<Record<string, string>> {
  if (slices === undefined) return {};
  if (order.type !== OrderType.TWAP) throw invalidInput(call, "twap", "needs a TWAP order");
  checkKnownFields(slices, ["numberOfBuckets", "bucketSize", "bucketSeconds"], "twap", call);
  const { numberOfBuckets, bucketSize, bucketSeconds } = slices;
  if (!isCount(numberOfBuckets))
    throw invalidInput(call, "twap.numberOfBuckets", "must be an integer from 1");
  if (!isPositiveDecimal(bucketSize))
    throw invalidInput(call, "twap.bucketSize", "must be a decimal above zero");
  if (!isCount(bucketSeconds)) throw invalidInput(call, "twap.bucketSeconds", "must be an integer from 1");
  return {
    number_buckets: String(numberOfBuckets),
    bucket_size: bucketSize,
    bucket_duration: `${bucketSeconds}s`,
  };
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}
