import { expect, test } from "vitest";
import { OrderType } from "../cqc/enums.ts";
import { createCapabilities } from "./capabilities.ts";

const method = (): void => {};

test("a capability is true exactly when its method has an operation", () => {
  const operations = {
    placeOrder: method,
    getFills: method,
    subscribeTrades: undefined,
    getPortfolios: method,
  };
  expect(createCapabilities(operations, [OrderType.LIMIT])).toEqual({
    methods: {
      placeOrder: true,
      cancelOrder: false,
      getOrder: false,
      getOrders: false,
      getBalance: false,
      getOrderBook: false,
      subscribeOrderBook: false,
      subscribeTrades: false,
      health: false,
      getFills: true,
      getProducts: false,
      editOrder: false,
      previewOrder: false,
      subscribeOrders: false,
    },
    orderTypes: [OrderType.LIMIT],
  });
});
