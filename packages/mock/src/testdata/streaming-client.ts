import { createMockClient, type MockClient } from "../mock/mock-client.ts";

/** Creates a mock that answers every subscription. */
export function createStreamingClient(): MockClient {
  const client = createMockClient();
  client.onSubscribeOrderBook({ sequence: "0" });
  client.onSubscribeTrades([]);
  client.onSubscribeOrders([]);
  return client;
}
