import { expect, test } from "vitest";
import { OrderType } from "../cqc/enums.ts";
import { createCapabilities } from "./capabilities.ts";

const method = (): void => {};

test("a client can what it has methods for, but for those that the venue lacks", () => {
  const methods = { placeOrder: method, getFills: method, subscribeTrades: method, getPortfolios: method };
  expect(createCapabilities(methods, [OrderType.LIMIT], ["subscribeTrades"])).toEqual({
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
