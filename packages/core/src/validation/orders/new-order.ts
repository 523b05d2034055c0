import type { NewOrder } from "../../contract/new-order.ts";
import { nameOf, OrderSide, OrderType, TimeInForce } from "../../cqc/enums.ts";
import type { Order } from "../../cqc/messages.ts";
import type { CallContext } from "../../errors/call-context.ts";
import { invalidInput } from "../../errors/invalid-input.ts";
import { DECIMAL_RULE, isPositiveDecimal } from "../../values/decimal-text.ts";
import { compareTimestamps, timestampFromMilliseconds } from "../../values/timestamp.ts";
import { checkConstant } from "../constant.ts";
import { checkClientOrderId, checkSymbol } from "../identifiers.ts";
import { checkTime } from "../time.ts";

/** A checked order. Times are timestamps, the client order id is set, and defaults are filled in. */
export type CheckedOrder = Readonly<
  Pick<Order, "symbol" | "side" | "type" | "timeInForce" | "clientOrderId">
> &
  Readonly<Partial<Pick<Order, OptionalField>>>;

type DecimalField =
  | "quantity"
  | "quoteQuantity"
  | "price"
  | "stopPrice"
  | "displayQuantity"
  | "participationRate";
type OptionalField = DecimalField | "startTime" | "expireTime" | "postOnly";

const DECIMAL_FIELDS: readonly DecimalField[] = [
  "quantity",
  "quoteQuantity",
  "price",
  "stopPrice",
  "displayQuantity",
  "participationRate",
];

/** The fields that only the venue can set. They are ignored, so that a caller can place an order that it has read. */
const VENUE_FIELDS = [
  "orderId",
  "status",
  "filledQuantity",
  "filledQuoteQuantity",
  "remainingQuantity",
  "averagePrice",
  "fee",
  "feeAsset",
  "createdTime",
  "updatedTime",
  "rejectReason",
  "venueStatus",
  "venueType",
];

/** Every field that an order may have. */
export const ORDER_FIELDS: readonly string[] = [
  ...["$typeName", "$unknown", "symbol", "side", "type", "timeInForce", "clientOrderId"],
  ...["startTime", "expireTime", "postOnly"],
  ...DECIMAL_FIELDS,
  ...VENUE_FIELDS,
];

const KNOWN_FIELDS: ReadonlySet<string> = new Set(ORDER_FIELDS);

type RequiredField = DecimalField | "startTime" | "expireTime";

/** The required fields of an order type, and its default time in force. */
interface OrderShape {
  readonly required: readonly RequiredField[];
  readonly sizedInQuote: boolean;
  readonly timeInForce: TimeInForce;
}

const SHAPES: ReadonlyMap<OrderType, OrderShape> = new Map<OrderType, OrderShape>([
  [OrderType.MARKET, { required: [], sizedInQuote: true, timeInForce: TimeInForce.IOC }],
  [OrderType.LIMIT, { required: ["price"], sizedInQuote: true, timeInForce: TimeInForce.GTC }],
  [
    OrderType.STOP_LIMIT,
    { required: ["price", "stopPrice"], sizedInQuote: false, timeInForce: TimeInForce.GTC },
  ],
  [
    OrderType.BRACKET,
    { required: ["price", "stopPrice"], sizedInQuote: false, timeInForce: TimeInForce.GTC },
  ],
  [
    OrderType.TWAP,
    { required: ["startTime", "expireTime"], sizedInQuote: true, timeInForce: TimeInForce.GTD },
  ],
  [
    OrderType.VWAP,
    { required: ["startTime", "expireTime"], sizedInQuote: true, timeInForce: TimeInForce.GTD },
  ],
  [OrderType.PEG, { required: [], sizedInQuote: false, timeInForce: TimeInForce.GTC }],
  [OrderType.RFQ, { required: [], sizedInQuote: true, timeInForce: TimeInForce.FOK }],
  [OrderType.BLOCK, { required: [], sizedInQuote: true, timeInForce: TimeInForce.GTC }],
]);

/**
 * Checks the rules for orders that all venues share. Throws `invalidInput` with the field's name. Unknown fields are
 * refused, so that a misspelt `post_only` is not silently dropped.
 */
export function checkNewOrder(
  order: NewOrder,
  call: CallContext,
  context: { readonly nowMs: number; readonly newId: () => string },
): CheckedOrder {
  if (typeof order !== "object" || order === null) throw invalidInput(call, "order", "must be an object");
  for (const field of Object.keys(order)) {
    if (!KNOWN_FIELDS.has(field)) throw invalidInput(call, printable(field), "is not a field of an order");
  }
  // Only an absent id gets a default: a null or a 0 is a mistake of the caller.
  const hasId = order.clientOrderId !== undefined && order.clientOrderId !== "";
  const clientOrderId = hasId ? checkClientOrderId(order.clientOrderId, call) : context.newId();
  const identified = { ...call, clientOrderId };
  const symbol = checkSymbol(order.symbol, identified);
  const side = checkConstant(order.side, OrderSide, "side", identified);
  const type = checkConstant(order.type, OrderType, "type", identified);
  const shape = SHAPES.get(type) as OrderShape;
  const decimals = checkDecimals(order, identified);
  checkSize(decimals, shape, identified);
  const times = checkTimes(order, identified, context.nowMs);
  const hasTimeInForce = order.timeInForce !== undefined && order.timeInForce !== TimeInForce.UNSPECIFIED;
  const timeInForce = hasTimeInForce
    ? checkConstant(order.timeInForce, TimeInForce, "timeInForce", identified)
    : defaultTimeInForce(shape, times);
  const checked = {
    symbol,
    side,
    type,
    timeInForce,
    clientOrderId,
    ...decimals,
    ...times,
    ...checkFlags(order, identified),
  };
  checkRequired(checked, shape, identified);
  return checked;
}

function checkDecimals(order: NewOrder, call: CallContext): Partial<Record<DecimalField, string>> {
  const decimals: Partial<Record<DecimalField, string>> = {};
  for (const field of DECIMAL_FIELDS) {
    const value = order[field];
    if (value === undefined) continue;
    if (!isPositiveDecimal(value)) throw invalidInput(call, field, DECIMAL_RULE);
    decimals[field] = value;
  }
  return decimals;
}

function checkSize(
  decimals: Partial<Record<DecimalField, string>>,
  shape: OrderShape,
  call: CallContext,
): void {
  const { quantity, quoteQuantity } = decimals;
  if (quantity !== undefined && quoteQuantity !== undefined) {
    throw invalidInput(call, "quoteQuantity", "cannot be combined with quantity");
  }
  if (quoteQuantity !== undefined && !shape.sizedInQuote) {
    throw invalidInput(call, "quoteQuantity", "cannot size this type of order: use quantity");
  }
  if (quantity === undefined && quoteQuantity === undefined) {
    throw invalidInput(call, "quantity", shape.sizedInQuote ? "or quoteQuantity is required" : "is required");
  }
}

function checkTimes(
  order: NewOrder,
  call: CallContext,
  nowMs: number,
): Partial<Pick<Order, "startTime" | "expireTime">> {
  const start = order.startTime === undefined ? undefined : checkTime(order.startTime, "startTime", call);
  const expire = order.expireTime === undefined ? undefined : checkTime(order.expireTime, "expireTime", call);
  if (expire !== undefined && compareTimestamps(expire, timestampFromMilliseconds(nowMs)) <= 0) {
    throw invalidInput(call, "expireTime", "is in the past");
  }
  if (expire !== undefined && start !== undefined && compareTimestamps(expire, start) <= 0) {
    throw invalidInput(call, "expireTime", "must be after startTime");
  }
  return { ...(start && { startTime: start }), ...(expire && { expireTime: expire }) };
}

/** Returns the default time in force: GTD instead of GTC when the order has an `expireTime`. */
function defaultTimeInForce(shape: OrderShape, times: Partial<Pick<Order, "expireTime">>): TimeInForce {
  return shape.timeInForce === TimeInForce.GTC && times.expireTime ? TimeInForce.GTD : shape.timeInForce;
}

function checkFlags(order: NewOrder, call: CallContext): Partial<Pick<Order, "postOnly">> {
  if (order.postOnly === undefined) return {};
  if (typeof order.postOnly !== "boolean") throw invalidInput(call, "postOnly", "must be true or false");
  return { postOnly: order.postOnly };
}

function checkRequired(order: CheckedOrder, shape: OrderShape, call: CallContext): void {
  for (const field of shape.required) {
    if (order[field] === undefined) {
      throw invalidInput(call, field, `is required for a ${nameOf(OrderType, order.type)} order`);
    }
  }
  const goodTillDate = order.timeInForce === TimeInForce.GTD;
  if (goodTillDate && order.expireTime === undefined)
    throw invalidInput(call, "expireTime", "is required for GTD");
  if (!goodTillDate && order.expireTime !== undefined)
    throw invalidInput(call, "expireTime", "needs timeInForce GTD");
  if (order.type === OrderType.MARKET && order.price !== undefined) {
    throw invalidInput(call, "price", "does not belong to a MARKET order");
  }
  const immediate = order.timeInForce === TimeInForce.IOC || order.timeInForce === TimeInForce.FOK;
  if (order.postOnly === true && (order.type !== OrderType.LIMIT || immediate)) {
    throw invalidInput(call, "postOnly", "needs a LIMIT order that can rest (GTC or GTD)");
  }
}

/** Makes a caller's field name safe for an error message: at most 40 characters, without special characters. */
function printable(field: string): string {
  return field.replace(/[^\w.$-]/g, "?").slice(0, 40);
}
