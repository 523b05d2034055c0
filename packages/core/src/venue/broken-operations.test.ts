/** Operations that send their own requests and throw afterwards. */
import { expect, test } from "vitest";
import { OrderStatus, TimeInForce } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { EMPTY_ORDER } from "../normalize/empty-messages.ts";
import { NEW_ORDER } from "../testdata/clients/small-operations.ts";
import { createSmallVenue } from "../testdata/clients/small-venue.ts";
import { everythingOf } from "../testdata/everything-of.ts";
import { failureOf } from "../testdata/failure-of.ts";

const { symbol, side, type, quantity, price } = NEW_ORDER;
const TERMS = { symbol, side, type, quantity, price, timeInForce: TimeInForce.GTC };
const RESTING: Order = { ...EMPTY_ORDER, ...TERMS, orderId: "order-1", filledQuantity: "0" };

function createBrokenVenue(status: OrderStatus) {
  return createSmallVenue(({ http }) => {
    const breaks = async (call: Parameters<typeof http.send>[0]): Promise<never> => {
      await http.send(call, { method: "POST", path: ["orders"], effect: "order", read: () => "read" });
      throw new TypeError("canaryvalue is not a function");
    };
    return {
      placeOrder: (_order, call) => breaks(call),
      cancelOrder: (_orderId, call) => breaks(call),
      getOrder: async (orderId) => ({ ...RESTING, orderId, status }),
      editOrder: (_orderId, _terms, call) => breaks(call),
    };
  });
}

test("placeOrder rejects with an unknown outcome and the clientOrderId when its operation throws after sending", async () => {
  const { client, sent } = createBrokenVenue(OrderStatus.OPEN);
  const error = await failureOf(client.placeOrder(NEW_ORDER));
  const expected = { kind: "outcomeUnknown", code: "INTERNAL", sent: "maybe", clientOrderId: "client-1" };
  expect(error).toMatchObject(expected);
  expect(everythingOf(error)).not.toContain("canaryvalue");
  expect(sent).toHaveLength(1);
});

test("cancelOrder reads the order after its operation throws, and rejects with an unknown outcome if the order is open", async () => {
  const { client } = createBrokenVenue(OrderStatus.FILLED);
  expect(await client.cancelOrder("order-1")).toBe(OrderStatus.FILLED);
  const open = createBrokenVenue(OrderStatus.OPEN);
  const expected = { kind: "outcomeUnknown", code: "INTERNAL", orderId: "order-1" };
  expect(await failureOf(open.client.cancelOrder("order-1"))).toMatchObject(expected);
});

test("editOrder rejects with an unknown outcome when its operation throws after sending", async () => {
  const { client } = createBrokenVenue(OrderStatus.OPEN);
  const error = await failureOf(client.editOrder("order-1", { price: "40000" }));
  expect(error).toMatchObject({ kind: "outcomeUnknown", orderId: "order-1" });
});
