/** Operations that send requests themselves, and break afterwards. */
import { expect, test } from "vitest";
import { OrderSide, OrderStatus, OrderType, TimeInForce } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { EMPTY_ORDER } from "../normalize/empty-messages.ts";
import { createSmallVenue } from "../testdata/clients/small-venue.ts";
import { everythingOf } from "../testdata/everything-of.ts";
import { failureOf } from "../testdata/failure-of.ts";

const NEW_ORDER = {
  symbol: "BTC-USD",
  side: OrderSide.BUY,
  type: OrderType.LIMIT,
  quantity: "1",
  price: "50000",
  clientOrderId: "client-1",
};

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

test("an order that was sent before its operation broke is of unknown outcome, with its id", async () => {
  const { client, sent } = createBrokenVenue(OrderStatus.OPEN);
  const error = await failureOf(client.placeOrder(NEW_ORDER));
  const expected = { kind: "outcomeUnknown", code: "INTERNAL", sent: "maybe", clientOrderId: "client-1" };
  expect(error).toMatchObject(expected);
  expect(everythingOf(error)).not.toContain("canaryvalue");
  expect(sent).toHaveLength(1);
});

test("a cancel whose operation broke is settled by a look, and is else of unknown outcome", async () => {
  const { client } = createBrokenVenue(OrderStatus.FILLED);
  expect(await client.cancelOrder("order-1")).toBe(OrderStatus.FILLED);
  const open = createBrokenVenue(OrderStatus.OPEN);
  const expected = { kind: "outcomeUnknown", code: "INTERNAL", orderId: "order-1" };
  expect(await failureOf(open.client.cancelOrder("order-1"))).toMatchObject(expected);
});

test("an edit whose operation broke is of unknown outcome", async () => {
  const { client } = createBrokenVenue(OrderStatus.OPEN);
  const error = await failureOf(client.editOrder("order-1", { price: "40000" }));
  expect(error).toMatchObject({ kind: "outcomeUnknown", orderId: "order-1" });
});
