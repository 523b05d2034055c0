import type { NewOrder, Order, OrderFilter } from "@cqvx/core";
import { isVenueError, resolveRuntime, uuidV4 } from "@cqvx/core/in-memory";
import { show } from "../expectations/expectations.ts";
import { expectNotFilled, expectTerms } from "../expectations/order-expectations.ts";
import type { Trial } from "../trial/trial.ts";

/** An id that no order had before. */
export function newClientOrderId(): string {
  return uuidV4(resolveRuntime({ logger: false }).randomBytes);
}

/** Places an order that cannot trade and may not rest: it is over with nothing filled, or was refused at once. */
export async function expectEndsUnfilled(trial: Trial, order: NewOrder): Promise<void> {
  const orderId = await trial.client.placeOrder(order).then(
    (report) => report.orderId,
    (error: unknown) => {
      if (!isVenueError(error, "rejected")) throw error;
    },
  );
  if (orderId === undefined) return;
  const over = await trial.whenFinal(orderId);
  expectNotFilled(over);
  expectTerms(trial, over, order);
}

/** The orders that a filter lets through, once these are among them: lists may lag behind. */
export function listWith(
  { client, eventually }: Trial,
  filter: OrderFilter,
  orderIds: readonly string[],
): Promise<Order[]> {
  return eventually(
    `getOrders(${show(filter)}) should have the orders ${orderIds.join(", ")}`,
    () => client.getOrders(filter),
    (orders) => orderIds.every((id) => orders.some(({ orderId }) => orderId === id)),
  );
}

/** The ids of orders in their order. */
export function idsOf(orders: readonly { readonly orderId: string }[]): string[] {
  return orders.map(({ orderId }) => orderId);
}
