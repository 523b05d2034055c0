import assert from "node:assert/strict";
import { test } from "node:test";
import { buildVenueError, createMockClient, OrderStatus } from "@cqvx/mock";
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
  const { orderId, filledQuantity } = await service.executeTrade("BTC-USD", "0.1");

  assert.deepEqual({ orderId, filledQuantity }, { orderId: "mock-12345", filledQuantity: "0.1" });
  assert.equal(client.placeOrderCallCount(), 1);
});

test("a refusal of the venue reaches the caller", async () => {
  const client = createMockClient();
  client.onPlaceOrder(buildVenueError({ kind: "rejected", code: "INSUFFICIENT_FUND" }));
  const trading = createTradingService(client).executeTrade("BTC-USD", "0.1");
  await assert.rejects(trading, { name: "VenueError", kind: "rejected", code: "INSUFFICIENT_FUND" });
});
