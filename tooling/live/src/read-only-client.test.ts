import { createCoinbaseClient } from "@cqvx/coinbase";
import { expect, test } from "vitest";
import { type ReadOnlyClient, toReadOnly } from "./read-only-client.ts";

/** The compiler agrees that none of these is there. */
const WITHOUT: Exclude<"placeOrder" | "cancelOrder" | "editOrder" | "close", keyof ReadOnlyClient>[] = [
  "placeOrder",
  "cancelOrder",
  "editOrder",
  "close",
];

test("has what reads and nothing that changes", () => {
  const client = toReadOnly(createCoinbaseClient({}, { logger: false }));
  expect(Object.keys(client)).toEqual([
    "capabilities",
    "health",
    "getBalance",
    "getOrders",
    "getOrder",
    "getFills",
    "getProducts",
    "getOrderBook",
    "subscribeOrderBook",
    "subscribeTrades",
    "subscribeOrders",
  ]);
  expect(WITHOUT.filter((method) => method in client)).toEqual([]);
});

test("a client without a method that it promises is told so", async () => {
  const { getFills: _, ...client } = createCoinbaseClient({}, { logger: false });
  await expect(toReadOnly(client).getFills()).rejects.toThrow("its capabilities promise");
});
