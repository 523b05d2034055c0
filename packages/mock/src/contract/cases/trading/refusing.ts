import type { Order } from "@cqvx/core";
import {
  divideDecimals,
  isVenueError,
  multiply,
  OrderStatus,
  sumDecimals,
  TimeInForce,
} from "@cqvx/core/in-memory";
import { expectRejection, expectSame, expectThat } from "../../expectations/expectations.ts";
import { expectEndsUnfilled, idsOf, listWith, newClientOrderId } from "../../orders/ordering.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { takingPrice } from "../../trial/prices.ts";
import { RESTING, type Trial } from "../../trial/trial.ts";

export const REFUSING: readonly ContractCase[] = [
  {
    id: "T10",
    title: "an IOC order that cannot fill ends with nothing filled",
    needs: [...RESTING, "IOC"],
    run: async (trial) => expectEndsUnfilled(trial, await trial.restingBuy({ timeInForce: TimeInForce.IOC })),
  },
  {
    id: "T11",
    title: "a FOK order that cannot fill ends with nothing filled",
    needs: [...RESTING, "FOK"],
    run: async (trial) => expectEndsUnfilled(trial, await trial.restingBuy({ timeInForce: TimeInForce.FOK })),
  },
  {
    id: "T13",
    title: "a post-only order that would take is refused, or ends with nothing filled",
    needs: [...RESTING, "postOnly"],
    run: async (trial) => {
      const price = await takingPrice(trial);
      await expectEndsUnfilled(trial, await trial.restingBuy({ price, postOnly: true }));
    },
  },
  {
    id: "T26",
    title: "an order that the account cannot pay for is rejected, and nothing is placed",
    needs: [...RESTING, "getOrders", "getBalance"],
    run: async (trial) => {
      const clientOrderId = newClientOrderId();
      const order = await trial.restingBuy({ clientOrderId });
      const quantity = await unaffordable(trial, order.price);
      const placing = trial.client.placeOrder({ ...order, quantity });
      await expectRejection(placing, { kind: "rejected", sent: "yes", clientOrderId }, "placeOrder");
      await expectNonePlaced(trial, clientOrderId);
    },
  },
  {
    id: "T27",
    title: "an order for an unknown symbol is refused, and nothing is placed",
    needs: [...RESTING, "getOrders"],
    run: async (trial) => {
      const clientOrderId = newClientOrderId();
      const order = await trial.restingBuy({ symbol: trial.unknownSymbol, clientOrderId });
      const error = await expectRejection(trial.client.placeOrder(order), { clientOrderId }, "placeOrder");
      const isRefusal = ["notFound", "rejected", "invalidInput"].includes(error.kind);
      expectThat(isRefusal, "kind should be notFound, rejected or invalidInput", error.kind);
      await expectNonePlaced(trial, clientOrderId);
    },
  },
  {
    id: "T28",
    title: "placing the same clientOrderId twice never creates two orders",
    needs: [...RESTING, "getOrders"],
    run: async (trial) => {
      const clientOrderId = newClientOrderId();
      const order = await trial.restingBuy({ clientOrderId });
      const { orderId } = await trial.client.placeOrder(order);
      await trial.whenOpen(orderId);
      const second = await trial.client.placeOrder(order).catch((error: unknown) => {
        expectThat(
          isVenueError(error),
          "the second call should return the first order or reject with a VenueError",
          String(error),
        );
      });
      if (second !== undefined) expectSame(second.orderId, orderId, "orderId of the second report");
      await listWith(trial, {}, [(await trial.placeResting()).orderId]);
      const placed = await listWith(trial, { clientOrderIds: [clientOrderId] }, [orderId]);
      expectSame(idsOf(placed.filter(wasAccepted)), [orderId], "the orders with that clientOrderId");
    },
  },
];

/** Returns a quantity that costs more than the account's quote balance at a price. */
export async function unaffordable({ client, symbol, quantity }: Trial, price: string): Promise<string> {
  const [, quote] = symbol.split("-");
  const { assets } = await client.getBalance();
  const held = assets.find(({ asset }) => asset === quote);
  const enough = divideDecimals(held?.available ?? held?.total ?? "0", price, 2) ?? "0";
  return sumDecimals(multiply(enough, "2"), quantity);
}

/** Checks that no order with this id was accepted. Waits for a later order first, and ignores listed refusals. */
async function expectNonePlaced(trial: Trial, clientOrderId: string): Promise<void> {
  await listWith(trial, {}, [(await trial.placeResting()).orderId]);
  const orders = await trial.client.getOrders({ clientOrderIds: [clientOrderId] });
  expectSame(idsOf(orders.filter(wasAccepted)), [], "the orders that were placed");
}

function wasAccepted({ status }: Order): boolean {
  return status !== OrderStatus.REJECTED && status !== OrderStatus.FAILED;
}
