import { createMockClient, type MockClient } from "../mock/mock-client.ts";

/** A client whose streams can all be subscribed to. */
export function createStreamingClient(): MockClient {
  const client = createMockClient();
  client.onSubscribeOrderBook({ sequence: "0" });
  client.onSubscribeTrades([]);
  client.onSubscribeOrders([]);
  return client;
}
