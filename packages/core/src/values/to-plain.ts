import {
  Liquidity,
  nameOf,
  OrderSide,
  OrderStatus,
  OrderType,
  ProductStatus,
  TimeInForce,
} from "../cqc/enums.ts";
import type { Timestamp } from "../cqc/messages.ts";
import { timestampToIso } from "./timestamp.ts";

/** A JSON value. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

type EnumFields = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The enum fields of each message. */
const ENUM_FIELDS: Readonly<Record<string, EnumFields>> = {
  "cqc.venues.v1.Order": { side: OrderSide, type: OrderType, timeInForce: TimeInForce, status: OrderStatus },
  "cqc.venues.v1.ExecutionReport": {
    side: OrderSide,
    type: OrderType,
    timeInForce: TimeInForce,
    status: OrderStatus,
    liquidity: Liquidity,
  },
  "cqc.venues.v1.Product": { status: ProductStatus },
  "cqc.markets.v1.Trade": { side: OrderSide },
};

/**
 * Converts a CQC message, or any structure of messages, to plain JSON data for logs, queues and screens. Times are in RFC
 * 3339 and enums are names. Absent fields and type names are left out.
 */
export function toPlain(value: unknown): Plain {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object") return value as Plain;
  if (isTimestamp(value)) return timestampToIso(value);
  if (value instanceof Date) return value.toJSON();
  const enums = enumFieldsOf(value);
  const fields = Object.entries(value).filter(([key, field]) => field !== undefined && !key.startsWith("$"));
  // An assignment would fail for a field named __proto__.
  return Object.fromEntries(
    fields.map(([key, field]): [string, Plain] => {
      const constants = Object.hasOwn(enums, key) ? enums[key] : undefined;
      return [key, constants && typeof field === "number" ? nameOf(constants, field) : toPlain(field)];
    }),
  );
}

function isTimestamp(value: object): value is Timestamp {
  return "$typeName" in value && value.$typeName === "cqc.types.v1.Timestamp";
}

function enumFieldsOf(value: object): EnumFields {
  const name = "$typeName" in value ? String(value.$typeName) : "";
  return Object.hasOwn(ENUM_FIELDS, name) ? (ENUM_FIELDS[name] ?? {}) : {};
}
