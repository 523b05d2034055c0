import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { checkEach } from "./each.ts";

const SYMBOL = /^[A-Z0-9]{1,20}(?:-[A-Z0-9]{1,20}){1,3}$/;
const ORDER_ID = /^[A-Za-z0-9_-]{1,64}$/;
const CLIENT_ORDER_ID = /^[A-Za-z0-9_-]{1,128}$/;

/** Checks a symbol: BASE-QUOTE in upper case, or a futures id such as BIT-28FEB27-CDE. */
export function checkSymbol(value: unknown, call: CallContext, field = "symbol"): string {
  return checkPattern(value, SYMBOL, 'must be BASE-QUOTE in upper case, such as "BTC-USD"', call, field);
}

/** Checks an optional list of symbols. */
export function checkSymbols(
  symbols: readonly string[] | undefined,
  call: CallContext,
): readonly string[] | undefined {
  checkEach(symbols, "symbols", call, (symbol, field) => checkSymbol(symbol, call, field));
  return symbols;
}

/** Checks an order id: letters, digits, "_" and "-" only, because the id is part of URL paths. */
export function checkOrderId(value: unknown, call: CallContext, field = "orderId"): string {
  return checkPattern(value, ORDER_ID, 'must be 1 to 64 letters, digits, "_" or "-"', call, field);
}

export function checkClientOrderId(value: unknown, call: CallContext, field = "clientOrderId"): string {
  return checkPattern(value, CLIENT_ORDER_ID, 'must be 1 to 128 letters, digits, "_" or "-"', call, field);
}

/** True when a caller's value is a valid client order id, so that an error may show it. */
export function isClientOrderId(value: unknown): value is string {
  return typeof value === "string" && CLIENT_ORDER_ID.test(value);
}

function checkPattern(
  value: unknown,
  pattern: RegExp,
  rule: string,
  call: CallContext,
  field: string,
): string {
  if (typeof value !== "string" || !pattern.test(value)) throw invalidInput(call, field, rule);
  return value;
}
