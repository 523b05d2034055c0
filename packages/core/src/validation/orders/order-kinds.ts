import type { OrderType, TimeInForce } from "../../cqc/enums.ts";
import type { Order, Timestamp } from "../../cqc/messages.ts";
import type { CallContext } from "../../errors/call-context.ts";
import { unsupported } from "../../errors/invalid-input.ts";
import type { JsonObject } from "../../values/json-object.ts";
import { timestampToIso } from "../../values/timestamp.ts";
import type { CheckedOrder } from "./new-order.ts";

export type OrderTerm = Exclude<
  keyof CheckedOrder,
  "symbol" | "side" | "type" | "timeInForce" | "clientOrderId"
>;

const TIMES: ReadonlySet<OrderTerm> = new Set(["startTime", "expireTime"]);

/** The terms that only some kinds of orders have. */
const TERMS: readonly OrderTerm[] = [
  "quantity",
  "quoteQuantity",
  "price",
  "stopPrice",
  "displayQuantity",
  "participationRate",
  "startTime",
  "expireTime",
  "postOnly",
];

/** The terms of an order. */
export type OrderTerms = Pick<Order, OrderTerm>;

/** One kind of order that a venue accepts. */
export interface OrderKind {
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  /** The terms that the order may have, each with the venue's name for it. */
  readonly fields: Readonly<Partial<Record<OrderTerm, string>>>;
}

/**
 * Finds the kind of an order in a venue's table. Throws `unsupported` for a type, a time in force or a term that the table
 * does not have, so that no term is dropped silently. `postOnly: false` is always allowed.
 */
export function findOrderKind<Kind extends OrderKind>(
  kinds: readonly Kind[],
  order: CheckedOrder,
  call: CallContext,
): Kind {
  const kind = kinds.find(
    ({ type, timeInForce }) => type === order.type && timeInForce === order.timeInForce,
  );
  if (kind === undefined) {
    const field = kinds.some(({ type }) => type === order.type) ? "timeInForce" : "type";
    throw unsupported(call, `${call.venue} has no order of this type and time in force`, field);
  }
  for (const term of TERMS) {
    const isKnown = term in kind.fields || (term === "postOnly" && order.postOnly === false);
    if (order[term] !== undefined && !isKnown)
      throw unsupported(call, `${call.venue} has no ${term} on this type of order`, term);
  }
  return kind;
}

/** Formats the values of an order's terms. */
export interface TermWriter {
  /** Formats a decimal. Default: text with the same digits. */
  decimal?(decimal: string): unknown;
  /** Formats a time. Default: RFC 3339. */
  time?(time: Timestamp): unknown;
}

/** Returns the terms of an order under the venue's names. */
export function writeTerms(
  order: CheckedOrder,
  { fields }: OrderKind,
  { decimal = (text) => text, time = timestampToIso }: TermWriter = {},
): Readonly<Record<string, unknown>> {
  const terms: Record<string, unknown> = {};
  for (const term of TERMS) {
    const [name, value] = [fields[term], order[term]];
    if (name === undefined || value === undefined) continue;
    terms[name] =
      typeof value === "string" ? decimal(value) : typeof value === "object" ? time(value) : value;
  }
  return terms;
}

/** Reads the terms of an order from a venue's reply, under the names of this kind. An absent term has no field. */
export function readTerms(order: JsonObject, { fields }: Pick<OrderKind, "fields">): Partial<OrderTerms> {
  const terms: Partial<Record<OrderTerm, unknown>> = {};
  for (const term of TERMS) {
    const name = fields[term];
    if (name === undefined) continue;
    const value = TIMES.has(term)
      ? order.timestamp(name)
      : term === "postOnly"
        ? order.boolean(name)
        : order.decimal(name);
    if (value !== undefined) terms[term] = value;
  }
  return terms as Partial<OrderTerms>;
}
