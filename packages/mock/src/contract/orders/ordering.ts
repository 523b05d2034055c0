import type { NewOrder, Order, OrderFilter } from "@cqvx/core";
import { isVenueError, resolveRuntime, uuidV4 } from "@cqvx/core/in-memory";
import { show } from "../expectations/expectations.ts";
import { expectNotFilled, expectTerms } from "../expectations/order-expectations.ts";
import type { Trial } from "../trial/trial.ts";

/** Creates a clientOrderId that no order has. */
export function newClientOrderId(): string {
  return uuidV4(resolveRuntime({ logger: false }).randomBytes);
}

/** Places an order that can neither trade nor rest. Checks that it is refused, or final with nothing filled. */
export async function expectEndsUnfilled(trial: Trial, order: NewOrder): Promise<void> {
  const orderId = await trial.client.placeOrder(order).then(
    (report) => report.orderId,
    (error: unknown) => {
      if (!isVenueError(error, "rejected")) throw error;
    },
  );
  if (orderId === undefined) return;
  const finalOrder = await trial.whenFinal(orderId);
  expectNotFilled(finalOrder);
  expectTerms(trial, finalOrder, order);
}

/** Lists orders until the given ones are among them, because lists may lag behind. */
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

/** Returns the ids of orders, in the same sequence. */
export function idsOf(orders: readonly { readonly orderId: string }[]): string[] {
  return orders.map(({ orderId }) => orderId);
}
