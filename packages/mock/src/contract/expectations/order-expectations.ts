import type { ExecutionReport, NewOrder, Order } from "@cqvx/core";
import { isZero, nameOf, OrderSide, OrderStatus, OrderType, TimeInForce } from "@cqvx/core/in-memory";
import type { Declared } from "../declaration/read-declaration.ts";
import { expectAmount, expectDecimal, expectSame, expectThat } from "./expectations.ts";

const AMOUNTS = ["quantity", "quoteQuantity", "price", "stopPrice"] as const;

/**
 * Checks that an order or its execution report has the terms that were asked for. Skips `postOnly` of a report, which has
 * no such field. Skips `postOnly` of an order when `postOnlyReadBack` is declared in `lacks`.
 */
export function expectTerms(
  { lacks }: Pick<Declared, "lacks">,
  found: Order | ExecutionReport,
  wanted: NewOrder,
): void {
  expectSame(found.symbol, wanted.symbol, "symbol");
  expectSame(nameOf(OrderSide, found.side), nameOf(OrderSide, wanted.side), "side");
  expectSame(nameOf(OrderType, found.type), nameOf(OrderType, wanted.type), "type");
  for (const field of AMOUNTS) {
    const amount = wanted[field];
    if (amount !== undefined) expectAmount(found[field], amount, field);
  }
  const { timeInForce = TimeInForce.UNSPECIFIED, postOnly } = wanted;
  if (timeInForce !== TimeInForce.UNSPECIFIED)
    expectSame(nameOf(TimeInForce, found.timeInForce), nameOf(TimeInForce, timeInForce), "timeInForce");
  if (postOnly === undefined || !("createdTime" in found) || lacks.includes("postOnlyReadBack")) return;
  if (postOnly) expectPostOnly(found);
  else expectSame(found.postOnly ?? false, false, "postOnly");
}

/** Checks that a read order has `postOnly: true`. When the field is absent, the error says what to declare. */
export function expectPostOnly({ postOnly }: Order): void {
  expectThat(postOnly !== undefined, 'postOnly should be true, or lacks should declare "postOnlyReadBack"');
  expectSame(postOnly, true, "postOnly");
}

export function expectStatus({ status }: Pick<Order, "status">, wanted: OrderStatus): void {
  expectSame(statusOf({ status }), statusOf({ status: wanted }), "status");
}

/** Returns the name of an order's status. */
export function statusOf({ status }: Pick<Order, "status">): string {
  return nameOf(OrderStatus, status);
}

const FILLING: readonly OrderStatus[] = [OrderStatus.PARTIALLY_FILLED, OrderStatus.FILLED];

/** Checks that an order reports no fill. The average price must be absent, not zero. */
export function expectNotFilled(found: Order | ExecutionReport): void {
  expectThat(!FILLING.includes(found.status), "status should not report a fill", statusOf(found));
  for (const field of ["filledQuantity", "fee"] as const) {
    const amount = found[field];
    expectThat(amount === undefined || isZero(amount), `${field} should be absent or zero`, amount);
  }
  const { averagePrice } = found;
  expectThat(
    averagePrice === undefined,
    "averagePrice should be absent, because nothing is filled",
    averagePrice,
  );
  if (!("lastQuantity" in found)) return;
  expectThat(found.lastQuantity === undefined, "lastQuantity should be absent", found.lastQuantity);
}

/** Checks that an order of this quantity is completely filled, in all of its amounts. */
export function expectWhollyFilled(order: Order, quantity: string): void {
  expectStatus(order, OrderStatus.FILLED);
  expectAmount(order.filledQuantity, quantity, "filledQuantity");
  expectPositive(order.averagePrice, "averagePrice");
  const { remainingQuantity: left } = order;
  expectThat(left === undefined || isZero(left), "remainingQuantity should be zero", left);
}

export function expectPositive(found: unknown, what: string): asserts found is string {
  expectDecimal(found, what);
  expectThat(!isZero(found), `${what} should be above zero`, found);
}
