import { createCoinbaseClient } from "@cqvx/coinbase";
import { expect, test } from "vitest";
import { type ReadOnlyClient, toReadOnly } from "./read-only-client.ts";

/** Methods that the type must not have. The compiler checks the list. */
const WITHOUT: Exclude<"placeOrder" | "cancelOrder" | "editOrder" | "close", keyof ReadOnlyClient>[] = [
  "placeOrder",
  "cancelOrder",
  "editOrder",
  "close",
];

test("has the read methods only", () => {
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

test("rejects a call of a method that the client lacks", async () => {
  const { getFills: _, ...client } = createCoinbaseClient({}, { logger: false });
  await expect(toReadOnly(client).getFills()).rejects.toThrow("its capabilities promise");
});
