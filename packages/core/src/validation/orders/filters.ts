import type { FillFilter, OrderFilter } from "../../contract/order-filter.ts";
import { OrderSide, OrderStatus, OrderType } from "../../cqc/enums.ts";
import type { Timestamp } from "../../cqc/messages.ts";
import type { CallContext } from "../../errors/call-context.ts";
import { invalidInput } from "../../errors/invalid-input.ts";
import { compareTimestamps } from "../../values/timestamp.ts";
import { checkConstant } from "../constant.ts";
import { checkEach } from "../each.ts";
import { checkClientOrderId, checkOrderId, checkSymbols } from "../identifiers.ts";
import { checkKnownFields } from "../known-fields.ts";
import { checkTime } from "../time.ts";

const DEFAULT_LIMIT = 1_000;

/** A checked filter, with its times parsed and its default limit set. */
export type CheckedOrderFilter = Readonly<Omit<OrderFilter, "start" | "end" | "limit">> & CheckedWindow;
export type CheckedFillFilter = Readonly<Omit<FillFilter, "start" | "end" | "limit">> & CheckedWindow;

interface CheckedWindow {
  readonly start?: Timestamp;
  readonly end?: Timestamp;
  readonly limit: number;
}

const ORDER_FIELDS = ["clientOrderIds", "symbols", "statuses", "side", "types", "start", "end", "limit"];
const FILL_FIELDS = ["orderIds", "symbols", "start", "end", "limit"];

/** Checks a filter of `getOrders`. Throws `invalidInput` with the field's name. */
export function checkOrderFilter(filter: OrderFilter, call: CallContext): CheckedOrderFilter {
  checkKnownFields(filter, ORDER_FIELDS, "filter", call);
  const { clientOrderIds, symbols, statuses, side, types } = filter;
  checkEach(clientOrderIds, "clientOrderIds", call, (id, field) => checkClientOrderId(id, call, field));
  checkSymbols(symbols, call);
  checkEach(statuses, "statuses", call, (status, field) => checkConstant(status, OrderStatus, field, call));
  checkEach(types, "types", call, (type, field) => checkConstant(type, OrderType, field, call));
  if (side !== undefined) checkConstant(side, OrderSide, "side", call);
  const most = Math.max(DEFAULT_LIMIT, clientOrderIds?.length ?? 0);
  return {
    clientOrderIds: copyOf(clientOrderIds),
    symbols: copyOf(symbols),
    statuses: copyOf(statuses),
    side,
    types: copyOf(types),
    ...checkWindow(filter, call, most),
  };
}

/** Checks a filter of `getFills`. Throws `invalidInput` with the field's name. */
export function checkFillFilter(filter: FillFilter, call: CallContext): CheckedFillFilter {
  checkKnownFields(filter, FILL_FIELDS, "filter", call);
  const { orderIds, symbols } = filter;
  checkEach(orderIds, "orderIds", call, (id, field) => checkOrderId(id, call, field));
  checkSymbols(symbols, call);
  return {
    orderIds: copyOf(orderIds),
    symbols: copyOf(symbols),
    ...checkWindow(filter, call, DEFAULT_LIMIT),
  };
}

/** Copies a list, because the caller may change it while pages are read. */
function copyOf<Item>(items: readonly Item[] | undefined): readonly Item[] | undefined {
  return items && [...items];
}

function checkWindow(
  filter: Pick<OrderFilter, "start" | "end" | "limit">,
  call: CallContext,
  defaultLimit: number,
): CheckedWindow {
  const start = filter.start === undefined ? undefined : checkTime(filter.start, "start", call);
  const end = filter.end === undefined ? undefined : checkTime(filter.end, "end", call);
  if (start && end && compareTimestamps(start, end) >= 0)
    throw invalidInput(call, "end", "must be after start");
  const limit = filter.limit ?? defaultLimit;
  if (!Number.isInteger(limit) || limit < 1) throw invalidInput(call, "limit", "must be an integer from 1");
  return { ...(start && { start }), ...(end && { end }), limit };
}
