import type { Side } from "../../exchange/market/order-book.ts";
import { type Decimal, parseDecimal, plain } from "../../numbers/decimal.ts";
import { type JsonBody, readFlag, readObject, readText, readTime } from "../wire/json-body.ts";
import { invalidArgument } from "../wire/refused-request.ts";
import {
  CONFIGURATION_KINDS,
  type ConfigurationKind,
  type OrderType,
  type TimeInForce,
} from "./order-configuration.ts";
import { OrderRejected } from "./order-rejection.ts";

export type StopDirection = "STOP_DIRECTION_STOP_UP" | "STOP_DIRECTION_STOP_DOWN";

/** What an order asks for, read from its `order_configuration`. */
export interface OrderTerms {
  readonly key: string;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** Exactly one of the two sizes is there. */
  readonly baseSize?: Decimal;
  readonly quoteSize?: Decimal;
  readonly limitPrice?: Decimal;
  readonly stopPrice?: Decimal;
  readonly stopDirection?: StopDirection;
  readonly postOnly: boolean;
  readonly endTimeMs?: number;
  /** The configuration as the venue gives it back. */
  readonly echo: JsonBody;
}

/** Malformed fields are a 400; what is well-formed and senseless is a rejection, which the venue answers with 200. */
export function readTerms(body: JsonBody, side: Side): OrderTerms {
  const configuration = readObject(body, "order_configuration");
  const keys = Object.keys(configuration);
  if (keys.length > 1) throw invalidArgument("order_configuration must have exactly one kind");
  const key = keys[0] ?? "";
  const kind = Object.hasOwn(CONFIGURATION_KINDS, key) ? CONFIGURATION_KINDS[key] : undefined;
  if (kind === undefined) throw new OrderRejected("UNSUPPORTED_ORDER_CONFIGURATION");
  const fields = readObject(configuration, key);
  const endTimeMs = readEndTime(fields, kind);
  const stopDirection = readStopDirection(fields, kind, side);
  return {
    key,
    type: kind.type,
    timeInForce: kind.timeInForce,
    ...readSize(fields, kind, side),
    ...(kind.hasLimitPrice && { limitPrice: readPrice(fields, "limit_price") }),
    ...(kind.stopField && { stopPrice: readPrice(fields, kind.stopField) }),
    ...(stopDirection && { stopDirection }),
    ...(endTimeMs !== undefined && { endTimeMs }),
    postOnly: kind.hasPostOnly && readFlag(fields, "post_only"),
    echo: echoFields(fields, kind),
  };
}

/** The same terms with another price and size, and an echo that says so. */
export function amendTerms(terms: OrderTerms, limitPrice: Decimal, baseSize: Decimal): OrderTerms {
  const { quoteSize: _, ...rest } = terms;
  const { quote_size: __, ...echo } = terms.echo;
  const amended = { base_size: plain(baseSize), limit_price: plain(limitPrice) };
  return { ...rest, limitPrice, baseSize, echo: { ...echo, ...amended } };
}

function readSize(
  fields: JsonBody,
  kind: ConfigurationKind,
  side: Side,
): Pick<OrderTerms, "baseSize" | "quoteSize"> {
  const [base, quote] = [readText(fields, "base_size"), readText(fields, "quote_size")];
  if ((base === "") === (quote === "")) throw new OrderRejected("PREVIEW_INVALID_ORDER_CONFIG");
  const size = parseDecimal(base === "" ? quote : base);
  if (size === undefined) throw new OrderRejected("PREVIEW_NON_NUMERIC_ORDER_SIZE");
  if (base !== "") return { baseSize: size };
  const allowed = kind.sizedInQuote && !(kind.type === "MARKET" && side === "SELL");
  if (!allowed) throw new OrderRejected("UNSUPPORTED_ORDER_CONFIGURATION");
  return { quoteSize: size };
}

function readPrice(fields: JsonBody, field: string): Decimal {
  const price = parseDecimal(readText(fields, field));
  if (price === undefined || price.lte(0)) {
    throw new OrderRejected(field === "limit_price" ? "INVALID_LIMIT_PRICE" : "INVALID_REQUEST");
  }
  return price;
}

function readEndTime(fields: JsonBody, kind: ConfigurationKind): number | undefined {
  if (kind.timeInForce !== "GOOD_UNTIL_DATE_TIME") return undefined;
  const endTime = readTime(fields, "end_time");
  if (endTime === undefined) throw new OrderRejected("GTD_ORDERS_MUST_HAVE_END_TIME");
  return endTime;
}

/** A bracket protects a position, so its direction follows from its side. */
function readStopDirection(fields: JsonBody, kind: ConfigurationKind, side: Side): StopDirection | undefined {
  if (kind.stopField === undefined) return undefined;
  const protective = side === "BUY" ? "STOP_DIRECTION_STOP_UP" : "STOP_DIRECTION_STOP_DOWN";
  if (kind.stopField === "stop_trigger_price") return protective;
  const direction = readText(fields, "stop_direction");
  if (direction === "STOP_DIRECTION_STOP_UP" || direction === "STOP_DIRECTION_STOP_DOWN") return direction;
  if (direction === "" || direction === "UNKNOWN_STOP_DIRECTION") throw new OrderRejected("INVALID_REQUEST");
  throw invalidArgument("invalid value for enum field stop_direction");
}

function echoFields(fields: JsonBody, kind: ConfigurationKind): JsonBody {
  const names = ["base_size", "quote_size", "limit_price", ...(kind.stopField ? [kind.stopField] : [])];
  const sent = [...names, ...kind.otherFields, "end_time"].filter((name) => fields[name] !== undefined);
  return {
    ...Object.fromEntries(sent.map((name) => [name, fields[name]])),
    ...(kind.hasPostOnly && { post_only: readFlag(fields, "post_only") }),
    ...kind.echoed,
  };
}
