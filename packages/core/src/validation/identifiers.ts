import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { checkEach } from "./each.ts";

const SYMBOL = /^[A-Z0-9]{1,20}(?:-[A-Z0-9]{1,20}){1,3}$/;
const ORDER_ID = /^[A-Za-z0-9_-]{1,64}$/;
const CLIENT_ORDER_ID = /^[A-Za-z0-9_-]{1,128}$/;

/** BASE-QUOTE in upper case; futures ids such as BIT-28FEB27-CDE pass. */
export function checkSymbol(value: unknown, call: CallContext, field = "symbol"): string {
  return checkPattern(value, SYMBOL, 'must be BASE-QUOTE in upper case, such as "BTC-USD"', call, field);
}

/** A list of symbols that may be absent. */
export function checkSymbols(
  symbols: readonly string[] | undefined,
  call: CallContext,
): readonly string[] | undefined {
  checkEach(symbols, "symbols", call, (symbol, field) => checkSymbol(symbol, call, field));
  return symbols;
}

/** An order id goes into paths: letters, digits, "_" and "-" only. */
export function checkOrderId(value: unknown, call: CallContext, field = "orderId"): string {
  return checkPattern(value, ORDER_ID, 'must be 1 to 64 letters, digits, "_" or "-"', call, field);
}

export function checkClientOrderId(value: unknown, call: CallContext, field = "clientOrderId"): string {
  return checkPattern(value, CLIENT_ORDER_ID, 'must be 1 to 128 letters, digits, "_" or "-"', call, field);
}

/** Whether a caller's value can stand in an error as a client order id. */
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
