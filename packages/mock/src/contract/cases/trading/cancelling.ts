import { OrderSide, OrderStatus } from "@cqvx/core/in-memory";
import { UNKNOWN_ORDER_ID } from "../../calls/every-method.ts";
import { expectRejection } from "../../expectations/expectations.ts";
import { expectNotFilled, expectStatus } from "../../expectations/order-expectations.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { RESTING, TAKING } from "../../trial/trial.ts";

const UNKNOWN = { kind: "notFound", orderId: UNKNOWN_ORDER_ID } as const;

export const CANCELLING: readonly ContractCase[] = [
  {
    id: "T16",
    title: "a cancel of an open order returns CANCELLED, and the next read agrees",
    needs: ["cancelOrder", ...RESTING],
    run: async (trial) => {
      const { orderId } = await trial.placeResting();
      expectStatus({ status: await trial.client.cancelOrder(orderId) }, OrderStatus.CANCELLED);
      const order = await trial.client.getOrder(orderId);
      expectStatus(order, OrderStatus.CANCELLED);
      expectNotFilled(order);
    },
  },
  {
    id: "T17",
    title: "a cancel of a filled order returns FILLED, and never CANCELLED",
    needs: ["cancelOrder", ...TAKING],
    run: async (trial) => {
      const { orderId } = await trial.client.placeOrder(trial.marketOrder(OrderSide.BUY));
      expectStatus(await trial.whenFinal(orderId), OrderStatus.FILLED);
      expectStatus({ status: await trial.client.cancelOrder(orderId) }, OrderStatus.FILLED);
      expectStatus(await trial.client.getOrder(orderId), OrderStatus.FILLED);
    },
  },
  {
    id: "T18",
    title: "an order can be cancelled twice, and both cancels return CANCELLED",
    needs: ["cancelOrder", ...RESTING],
    run: async (trial) => {
      const { orderId } = await trial.placeResting();
      expectStatus({ status: await trial.client.cancelOrder(orderId) }, OrderStatus.CANCELLED);
      expectStatus({ status: await trial.client.cancelOrder(orderId) }, OrderStatus.CANCELLED);
    },
  },
  {
    id: "T19",
    title: "a cancel of an unknown order id is notFound with that id",
    needs: ["cancelOrder"],
    run: async ({ client }) => {
      await expectRejection(client.cancelOrder(UNKNOWN_ORDER_ID), UNKNOWN, "cancelOrder");
    },
  },
  {
    id: "T20",
    title: "a read of an unknown order id is notFound with that id",
    needs: ["getOrder"],
    run: async ({ client }) => {
      await expectRejection(client.getOrder(UNKNOWN_ORDER_ID), UNKNOWN, "getOrder");
    },
  },
];
