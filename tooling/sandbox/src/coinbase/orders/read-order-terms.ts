import type { Side } from "../../exchange/market/side.ts";
import type { OrderTerms, StopDirection } from "../../exchange/orders/order-terms.ts";
import { type Decimal, parseDecimal } from "../../numbers/decimal.ts";
import { type JsonBody, readFlag, readObject, readText, readTime } from "../wire/json-body.ts";
import { invalidArgument } from "../wire/refused-request.ts";
import {
  CONFIGURATION_KINDS,
  type ConfigurationKind,
  type SentConfiguration,
} from "./order-configuration.ts";
import { OrderRejected } from "./order-rejection.ts";

export interface ReadTerms {
  readonly terms: OrderTerms;
  readonly configuration: SentConfiguration;
}

/**
 * Reads `order_configuration`.
 *
 * @throws {RefusedRequest} with 400 for a malformed field
 * @throws {OrderRejected} for well-formed terms that contradict each other, which Coinbase answers with 200
 */
export function readTerms(body: JsonBody, side: Side): ReadTerms {
  const configuration = readObject(body, "order_configuration");
  const keys = Object.keys(configuration);
  if (keys.length > 1) throw invalidArgument("order_configuration must have exactly one kind");
  const key = keys[0] ?? "";
  const kind = Object.hasOwn(CONFIGURATION_KINDS, key) ? CONFIGURATION_KINDS[key] : undefined;
  if (kind === undefined) throw new OrderRejected("UNSUPPORTED_ORDER_CONFIGURATION");
  const fields = readObject(configuration, key);
  const endTimeMs = readEndTime(fields, kind);
  const stopDirection = readStopDirection(fields, kind, side);
  const terms = {
    type: kind.type,
    timeInForce: kind.timeInForce,
    ...readSize(fields, kind, side),
    ...(kind.hasLimitPrice && { limitPrice: readPrice(fields, "limit_price") }),
    ...(kind.stopField && { stopPrice: readPrice(fields, kind.stopField) }),
    ...(stopDirection && { stopDirection }),
    ...(endTimeMs !== undefined && { endTimeMs }),
    postOnly: kind.hasPostOnly && readFlag(fields, "post_only"),
  };
  return { terms, configuration: { key, fields: echoFields(fields, kind) } };
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
  const allowed = kind.sizedInQuote && !(kind.type === "market" && side === "sell");
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
  if (kind.timeInForce !== "GTD") return undefined;
  const endTime = readTime(fields, "end_time");
  if (endTime === undefined) throw new OrderRejected("GTD_ORDERS_MUST_HAVE_END_TIME");
  return endTime;
}

/** Reads the direction of a stop. A bracket protects a position, so its direction follows from its side. */
function readStopDirection(fields: JsonBody, kind: ConfigurationKind, side: Side): StopDirection | undefined {
  if (kind.stopField === undefined) return undefined;
  if (kind.stopField === "stop_trigger_price") return side === "buy" ? "up" : "down";
  const direction = readText(fields, "stop_direction");
  if (direction === "STOP_DIRECTION_STOP_UP") return "up";
  if (direction === "STOP_DIRECTION_STOP_DOWN") return "down";
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
