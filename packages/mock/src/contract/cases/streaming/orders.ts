import type { Order } from "@cqvx/core";
import { isVenueError, nameOf, OrderSide, OrderStatus } from "@cqvx/core/in-memory";
import { expectAmount, expectSame, expectThat } from "../../expectations/expectations.ts";
import { expectStatus, statusOf } from "../../expectations/order-expectations.ts";
import { fillHalf, placeBestBid } from "../../orders/best-bid.ts";
import { takeFromBook } from "../../streams/streamed-trades.ts";
import { type Watched, watchOrders } from "../../streams/watch-stream.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { RESTING, TAKING, type Trial } from "../../trial/trial.ts";

export const STREAMED_ORDERS: readonly ContractCase[] = [
  {
    id: "S18",
    title: "an order stream begins with the open orders",
    needs: ["subscribeOrders", ...RESTING],
    run: async (trial) => {
      const reports = [await trial.placeResting(), await trial.placeResting()];
      await using orders = await watchOrders(trial);
      expectSame(orders.subscription.state, "live", "state of the subscription");
      for (const { orderId, clientOrderId } of reports) {
        const order = await whenDelivered(trial, orders, orderId, OrderStatus.OPEN);
        expectSame(order.clientOrderId, clientOrderId, "clientOrderId");
        expectSame(order.symbol, trial.symbol, "symbol");
        expectSame(nameOf(OrderSide, order.side), "BUY", "side");
      }
    },
  },
  {
    id: "S19",
    title: "an order stream delivers a placed order and its cancel",
    needs: ["subscribeOrders", "cancelOrder", ...RESTING],
    run: async (trial) => {
      await using orders = await watchOrders(trial);
      const { orderId, clientOrderId } = await trial.placeResting();
      const open = await whenDelivered(trial, orders, orderId, OrderStatus.OPEN);
      expectSame(open.clientOrderId, clientOrderId, "clientOrderId");
      await trial.client.cancelOrder(orderId);
      await whenDelivered(trial, orders, orderId, OrderStatus.CANCELLED);
      const last = orders.items.findLast((order) => order.orderId === orderId);
      expectThat(last !== undefined, "the stream should deliver the order");
      expectStatus(last, OrderStatus.CANCELLED);
    },
  },
  {
    id: "S20",
    title: "an order stream delivers a filled order with its filled quantity",
    needs: ["subscribeOrders", ...TAKING],
    run: async (trial) => {
      await using orders = await watchOrders(trial);
      const { orderId } = await takeFromBook(trial, OrderSide.BUY);
      const order = await whenDelivered(trial, orders, orderId, OrderStatus.FILLED);
      expectAmount(order.filledQuantity, trial.quantity, "filledQuantity");
    },
  },
  {
    id: "S27",
    title: "an order stream delivers a partially filled order with its filled quantity",
    needs: ["subscribeOrders", "lever trade", ...RESTING],
    run: async (trial) => {
      await using orders = await watchOrders(trial);
      const first = await placeBestBid(trial);
      const half = await fillHalf(trial, first);
      const order = await whenDelivered(trial, orders, first.orderId, OrderStatus.PARTIALLY_FILLED);
      expectAmount(order.filledQuantity, half, "filledQuantity");
    },
  },
  {
    id: "S21",
    title: "with `symbols`, an order stream delivers only orders of those symbols",
    needs: ["subscribeOrders", ...RESTING],
    run: async (trial) => {
      const { symbol, unknownSymbol } = trial;
      await using own = await watchOrders(trial, { symbols: [symbol] });
      // A venue may refuse an unknown symbol.
      await using other = await watchOrders(trial, { symbols: [unknownSymbol] }).catch((error: unknown) => {
        expectThat(isVenueError(error), "a subscription should be refused with a VenueError", String(error));
        return undefined;
      });
      const { orderId } = await trial.placeResting();
      await whenDelivered(trial, own, orderId, OrderStatus.OPEN);
      await trial.quiet();
      const foreign = [...own.items, ...(other?.items ?? [])].filter((order) => order.symbol !== symbol);
      expectSame(foreign, [], "orders of other symbols");
      expectSame(other?.items ?? [], [], `orders of ${unknownSymbol}`);
    },
  },
];

/** Waits until the stream delivers an order with a status. */
export async function whenDelivered(
  { eventually }: Trial,
  { items }: Watched<Order>,
  orderId: string,
  status: OrderStatus,
): Promise<Order> {
  const isIt = (order: Order): boolean => order.orderId === orderId && order.status === status;
  await eventually(
    `the stream should deliver the order with the status ${nameOf(OrderStatus, status)}`,
    () => items.filter((order) => order.orderId === orderId).map(statusOf),
    (statuses) => statuses.includes(statusOf({ status })),
  );
  const order = items.find(isIt);
  expectThat(order !== undefined, "the stream should deliver the order");
  return order;
}
