import { buildOrder, buildVenueError, createMockClient, OrderSide, OrderStatus, OrderType } from "@cqvx/mock";
import { expect, test } from "vitest";
import { createTradingService } from "./trading-service.ts";

test("a trade is one market order", async () => {
  const client = createMockClient();
  client.onPlaceOrder((order) => ({
    orderId: "mock-12345",
    status: OrderStatus.FILLED,
    filledQuantity: order.quantity,
    averagePrice: order.price,
  }));

  const service = createTradingService(client);
  const result = await service.executeTrade("BTC-USD", "0.1");

  expect(result).toEqual({ orderId: "mock-12345", filledQuantity: "0.1" });
  expect(client.placeOrderCallCount()).toBe(1);
  expect(client.calls.placeOrder[0]?.order).toEqual({
    symbol: "BTC-USD",
    side: OrderSide.BUY,
    type: OrderType.MARKET,
    quantity: "0.1",
  });
});

test("waits for an order that is only acknowledged", async () => {
  const client = createMockClient();
  client.onPlaceOrder({ orderId: "order-1" });
  client.onGetOrder.inTurn(
    { status: OrderStatus.OPEN },
    { status: OrderStatus.FILLED, filledQuantity: "0.1" },
  );
  client.onSubscribeOrders([]);

  const trading = createTradingService(client).executeTrade("BTC-USD", "0.1");
  await expect.poll(() => client.subscribeOrdersCallCount()).toBe(1);
  client.emitOrder({ orderId: "order-1", status: OrderStatus.FILLED });

  expect(await trading).toMatchObject({ orderId: "order-1", filledQuantity: "0.1" });
});

test("looks up an order whose reply was lost, and does not send it again", async () => {
  const client = createMockClient();
  client.onPlaceOrder(buildVenueError({ kind: "outcomeUnknown" }));
  client.onGetOrders(({ clientOrderIds = [] }) =>
    clientOrderIds.map((clientOrderId) =>
      buildOrder({ clientOrderId, orderId: "found", status: OrderStatus.FILLED }),
    ),
  );

  const { orderId } = await createTradingService(client).executeTrade("BTC-USD", "0.1");

  expect(orderId).toBe("found");
  expect(client.placeOrderCallCount()).toBe(1);
});

test("a refusal of the venue reaches the caller", async () => {
  const client = createMockClient();
  client.onPlaceOrder.once(buildVenueError({ kind: "rejected", code: "INSUFFICIENT_FUND" }));

  const trading = createTradingService(client).executeTrade("BTC-USD", "0.1");

  await expect(trading).rejects.toMatchObject({ kind: "rejected", code: "INSUFFICIENT_FUND" });
  expect(client.getOrdersCallCount()).toBe(0);
});
