import { expect, test } from "vitest";
import { OrderType } from "../cqc/enums.ts";
import { createCapabilities } from "./capabilities.ts";

test("a venue has the methods of the contract but for those that it lacks, and the optional ones that it names", () => {
  const { methods, orderTypes } = createCapabilities({ getFills: true, health: false }, [OrderType.LIMIT]);
  expect(methods).toEqual({
    placeOrder: true,
    cancelOrder: true,
    getOrder: true,
    getOrders: true,
    getBalance: true,
    getOrderBook: true,
    subscribeOrderBook: true,
    subscribeTrades: true,
    health: false,
    getFills: true,
    subscribeOrders: false,
  });
  expect(orderTypes).toEqual([OrderType.LIMIT]);
});
