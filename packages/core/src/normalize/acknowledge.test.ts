import { expect, test } from "vitest";
import { OrderSide, OrderStatus, OrderType, TimeInForce } from "../cqc/enums.ts";
import { TIMESTAMP } from "../testdata/messages.ts";
import type { CheckedOrder } from "../validation/orders/new-order.ts";
import { acknowledge } from "./acknowledge.ts";

const ORDER: CheckedOrder = {
  symbol: "BTC-USD",
  side: OrderSide.SELL,
  type: OrderType.STOP_LIMIT,
  timeInForce: TimeInForce.GTD,
  clientOrderId: "client-1",
  quantity: "0.10",
  price: "50000.00",
  stopPrice: "50100",
  expireTime: TIMESTAMP,
  postOnly: true,
};

test("an accepted order is reported as it was sent, SUBMITTED and without a fill", () => {
  expect(acknowledge(ORDER, "order-1")).toEqual({
    $typeName: "cqc.venues.v1.ExecutionReport",
    orderId: "order-1",
    clientOrderId: "client-1",
    symbol: "BTC-USD",
    side: OrderSide.SELL,
    type: OrderType.STOP_LIMIT,
    timeInForce: TimeInForce.GTD,
    status: OrderStatus.SUBMITTED,
    quantity: "0.10",
    price: "50000.00",
    stopPrice: "50100",
    venueStatus: "",
    rejectReason: "",
  });
});

test("an absent term of the order is no field of the report", () => {
  const { quantity: _quantity, price: _price, stopPrice: _stopPrice, ...rest } = ORDER;
  const report = acknowledge({ ...rest, quoteQuantity: "5000" }, "order-1");
  expect(report.quoteQuantity).toBe("5000");
  for (const field of ["quantity", "price", "stopPrice", "filledQuantity", "timestamp", "postOnly"]) {
    expect(field in report).toBe(false);
  }
});

test("each order has a separate report", () => {
  const first = acknowledge(ORDER, "order-1");
  acknowledge({ ...ORDER, price: "1" }, "order-2");
  expect(first).toMatchObject({ orderId: "order-1", price: "50000.00" });
});
