import type {
  Amend,
  CapabilityMethod,
  ExecutionReport,
  Fills,
  NewOrder,
  OrderUpdates,
  Products,
  VenueClient,
} from "@cqvx/core";
import { OrderStatus } from "@cqvx/core";
import { expect, expectTypeOf, test } from "vitest";
import { buildBalance } from "../builders/build-balance.ts";
import { buildExecutionReport } from "../builders/build-execution-report.ts";
import { buildOrder } from "../builders/build-order.ts";
import { buildOrderBook } from "../builders/build-order-book.ts";
import { buildVenueError } from "../builders/build-venue-error.ts";
import type { Overrides } from "../builders/overrides.ts";
import type { AnswerContext } from "./answers/answers.ts";
import { createMockClient, type MockClient } from "./mock-client.ts";

test("a mock is assignable to a client with every optional role", () => {
  expectTypeOf<MockClient>().toExtend<VenueClient & Fills & Products & OrderUpdates & Amend>();
  expectTypeOf<MockClient["calls"]>().toHaveProperty("placeOrder");
  expectTypeOf<keyof MockClient["calls"]>().toEqualTypeOf<CapabilityMethod>();
  expectTypeOf<MockClient["calls"]["placeOrder"][number]["order"]>().toEqualTypeOf<NewOrder>();
  expectTypeOf<MockClient["subscribeOrdersCallCount"]>().toEqualTypeOf<() => number>();
});

test("answers of the right type compile, whole messages too", () => {
  const client = createMockClient();
  client.onPlaceOrder((order) => ({
    orderId: "mock-12345",
    status: OrderStatus.FILLED,
    filledQuantity: order.quantity,
    averagePrice: order.price,
  }));
  client.onPlaceOrder(async (order, { signal }) => {
    expectTypeOf(order.clientOrderId).toEqualTypeOf<string>();
    expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
    return buildExecutionReport();
  });
  client.onPlaceOrder.inTurn({}, buildVenueError(), new Error("own"), () => new Error("own"), {
    timestamp: "2026-01-05T12:00:00Z",
  });
  client.onCancelOrder(OrderStatus.CANCELLED);
  client.onGetOrder.once(buildOrder());
  client.onGetOrders((filter) => [{ symbol: filter.symbols?.[0] }]);
  client.onGetBalance(buildBalance());
  client.onGetOrderBook((symbol, depth) => ({ symbol, bids: [[String(depth), "1"], { price: "1" }] }));
  client.onSubscribeOrderBook(buildOrderBook());
  client.onHealth((context) => {
    expectTypeOf(context).toEqualTypeOf<AnswerContext>();
    return { canTrade: false };
  });
  client.onGetProducts((symbols = []) => symbols.map((symbol) => ({ symbol })));
  client.onEditOrder((_orderId, changes) => changes);
  expectTypeOf<Overrides<ExecutionReport>["timestamp"]>().extract<Date>().toEqualTypeOf<Date>();
  expect(client.placeOrderCallCount()).toBe(0);
});

test("answers of the wrong type do not compile", () => {
  const client = createMockClient();
  // @ts-expect-error a status by name
  client.onPlaceOrder({ status: "FILLED" });
  // @ts-expect-error a number instead of a decimal string
  client.onPlaceOrder({ filledQuantity: 0.1 });
  // @ts-expect-error a misspelt field
  client.onPlaceOrder({ filledQuantitty: "0.1" });
  // @ts-expect-error a status alone
  client.onPlaceOrder(OrderStatus.FILLED);
  // @ts-expect-error a report instead of a status
  client.onCancelOrder({ status: OrderStatus.CANCELLED });
  // @ts-expect-error nothing
  client.onCancelOrder(() => {});
  // @ts-expect-error text instead of an error
  client.onCancelOrder("failed");
  // @ts-expect-error one order instead of a list
  client.onGetOrders({});
  // @ts-expect-error an asset without a name
  client.onGetBalance({ assets: [{ total: "1" }] });
  // @ts-expect-error a level without a quantity
  client.onGetOrderBook({ bids: [["1"]] });
  // @ts-expect-error levels of numbers
  client.onGetOrderBook(() => ({ bids: [[1, 2]] }));
  // @ts-expect-error a function with the wrong parameters
  client.onGetOrder((orderId: number) => ({ orderId: String(orderId) }));
  // @ts-expect-error an unknown state
  client.onHealth({ streams: "down" });
  // @ts-expect-error one wrong answer among several in turn
  client.onGetFills.inTurn([], {});
  // @ts-expect-error a promise instead of a function that returns one
  client.onGetBalance(Promise.resolve({}));
  // @ts-expect-error an unknown state
  const emitWrong = (): void => client.emitState("open");
  // @ts-expect-error a failure without an error
  const failWrong = (): void => client.failStreams(new Error("down"));
  // @ts-expect-error an unknown method
  const makeWrong = (): MockClient => createMockClient({ lacks: ["withdraw"] });
  // @ts-expect-error recorded calls are read-only
  const changeCalls = (): unknown => client.calls.getBalance.push({ options: undefined });
  expect([emitWrong, failWrong, makeWrong, changeCalls]).toHaveLength(4);
});
