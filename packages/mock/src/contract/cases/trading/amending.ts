import type { Order, OrderChanges } from "@cqvx/core";
import { compareDecimals } from "@cqvx/core/in-memory";
import { UNKNOWN_ORDER_ID } from "../../calls/every-method.ts";
import { expectAmount, expectRejection, expectSame, expectThat } from "../../expectations/expectations.ts";
import { expectTerms } from "../../expectations/order-expectations.ts";
import { idsOf, listWith } from "../../orders/ordering.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { lowerPrice } from "../../trial/prices.ts";
import { RESTING, type Trial } from "../../trial/trial.ts";
import { unaffordable } from "./refusing.ts";

export const AMENDING: readonly ContractCase[] = [
  {
    id: "T34",
    title: "an edit changes the price of an order and keeps its id and its quantity",
    needs: ["editOrder", ...RESTING],
    run: async (trial) => {
      const { price: wanted } = await trial.restingBuy();
      const { orderId } = await trial.placeResting({ price: wanted });
      const before = await trial.client.getOrder(orderId);
      const price = lowerPrice(wanted);
      const edited = await edit(trial, orderId, { price });
      const read = await trial.eventually(
        `the price should be ${price}`,
        () => trial.client.getOrder(orderId),
        (order) => order.price !== undefined && compareDecimals(order.price, price) === 0,
      );
      for (const order of [edited, read]) {
        expectSame(order.orderId, orderId, "orderId");
        expectSame(order.clientOrderId, before.clientOrderId, "clientOrderId");
        expectTerms(trial, order, { ...before, price });
      }
    },
  },
  {
    id: "T35",
    title: "an edit of an unknown order id is notFound",
    needs: ["editOrder"],
    run: async (trial) => {
      const editing = edit(trial, UNKNOWN_ORDER_ID, { price: "100" });
      await expectRejection(editing, { kind: "notFound", orderId: UNKNOWN_ORDER_ID }, "editOrder");
    },
  },
  {
    id: "T36",
    title: "a preview of a valid order has no errors, and places nothing",
    needs: ["previewOrder", "getOrders", ...RESTING],
    run: async (trial) => {
      const { client } = trial;
      const first = (await trial.placeResting()).orderId;
      const before = idsOf(await listWith(trial, {}, [first]));
      const order = await trial.restingBuy();
      const preview = await client.previewOrder?.(order);
      expectSame(preview?.errors, [], "errors of the preview");
      if (preview?.quantity !== undefined)
        expectAmount(preview.quantity, trial.quantity, "quantity of the preview");
      // When lists have a later order, they would also have an order of the preview.
      const last = (await trial.placeResting()).orderId;
      const after = idsOf(await listWith(trial, {}, [last]));
      expectSame(after, [last, ...before], "the orders after the preview");
    },
  },
  {
    id: "T42",
    title: "a preview of an order that the account cannot pay for has errors",
    needs: ["previewOrder", "getBalance", "getOrderBook", "LIMIT"],
    run: async (trial) => {
      const order = await trial.restingBuy();
      const quantity = await unaffordable(trial, order.price);
      const preview = await trial.client.previewOrder?.({ ...order, quantity });
      expectThat(
        preview !== undefined && preview.errors.length > 0,
        "the preview should have errors",
        preview,
      );
    },
  },
];

async function edit({ client }: Trial, orderId: string, changes: OrderChanges): Promise<Order> {
  const edited = await client.editOrder?.(orderId, changes);
  expectThat(edited !== undefined, "editOrder should return the order");
  return edited;
}
