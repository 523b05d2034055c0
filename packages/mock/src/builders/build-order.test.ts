import {
  type ExecutionReport,
  type Order,
  OrderSide,
  OrderStatus,
  OrderType,
  TERMINAL_STATUSES,
  TimeInForce,
} from "@cqvx/core";
import {
  compareDecimals,
  isPositiveDecimal,
  isZero,
  sumDecimals,
  timestampFromMilliseconds,
} from "@cqvx/core/in-memory";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMockClient } from "../mock/mock-client.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { createManualClock, START_MS } from "../venue/manual-clock.ts";
import { buildExecutionReport } from "./build-execution-report.ts";
import { buildOrder } from "./build-order.ts";
import type { Overrides } from "./overrides.ts";

const STATUSES = Object.values(OrderStatus);
/** The order types that can be placed with no other term given. */
const SIMPLE_TYPES = Object.values(OrderType).filter(
  (type) => type !== OrderType.UNSPECIFIED && type !== OrderType.TWAP && type !== OrderType.VWAP,
);

const decimals = fc
  .tuple(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 0, max: 8 }))
  .map(([units, scale]) => {
    const text = String(units).padStart(scale + 1, "0");
    return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
  });

type Terms = Pick<ExecutionReport, "symbol" | "side" | "type" | "status" | "quantity" | "price">;

/** Any combination of overrides of an order. */
const overridesOfOrders: fc.Arbitrary<Overrides<Terms>> = fc.record(
  {
    symbol: fc.constantFrom("BTC-USD", "ETH-EUR"),
    side: fc.constantFrom(OrderSide.BUY, OrderSide.SELL),
    type: fc.constantFrom(...SIMPLE_TYPES),
    status: fc.constantFrom(...STATUSES),
    quantity: decimals,
    price: decimals,
  },
  { requiredKeys: [] },
);

describe("a built order", () => {
  test("is by default an open buy of 0.1 BTC at 50,000 USD", () => {
    const time = timestampFromMilliseconds(START_MS);
    expect(buildOrder()).toEqual({
      $typeName: "cqc.venues.v1.Order",
      symbol: "BTC-USD",
      side: OrderSide.BUY,
      type: OrderType.LIMIT,
      timeInForce: TimeInForce.GTC,
      quantity: "0.1",
      price: "50000.00",
      clientOrderId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      orderId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: OrderStatus.OPEN,
      filledQuantity: "0",
      remainingQuantity: "0.1",
      rejectReason: "",
      venueStatus: "OPEN",
      venueType: "LIMIT",
      createdTime: time,
      updatedTime: time,
    });
  });

  test("has amounts that add up for any terms and status", () => {
    fc.assert(
      fc.property(overridesOfOrders, (overrides) => {
        const order = buildOrder(overrides);
        expect(order).toMatchObject(overrides);
        const { quantity = "", filledQuantity = "", remainingQuantity = "", status } = order;
        expect(compareDecimals(sumDecimals(filledQuantity, remainingQuantity), quantity)).toBe(0);
        const [filled, remaining] = [!isZero(filledQuantity), !isZero(remainingQuantity)];
        expect(filled).toBe(status === OrderStatus.FILLED || status === OrderStatus.PARTIALLY_FILLED);
        expect(remaining).toBe(status !== OrderStatus.FILLED);
        expect(order.averagePrice !== undefined).toBe(filled);
        for (const value of [quantity, order.price, order.stopPrice, order.averagePrice])
          if (value !== undefined) expect(isPositiveDecimal(value)).toBe(true);
      }),
      SEEDED,
    );
  });

  test("of any type can be placed unchanged", async () => {
    const client = createMockClient({ clock: createManualClock() });
    client.onPlaceOrder({});
    for (const type of SIMPLE_TYPES) {
      for (const side of [OrderSide.BUY, OrderSide.SELL]) {
        const order = buildOrder({ type, side });
        const { symbol, quantity, price, stopPrice, timeInForce, clientOrderId } = order;
        const report = await client.placeOrder(order);
        expect(report).toMatchObject({ symbol, side, type, quantity, timeInForce, clientOrderId });
        expect([report.price, report.stopPrice]).toEqual([price, stopPrice]);
      }
    }
  });

  test("can be placed with any overrides", async () => {
    const client = createMockClient({ clock: createManualClock() });
    client.onPlaceOrder({});
    await fc.assert(
      fc.asyncProperty(
        overridesOfOrders.filter(({ type, price }) => type !== OrderType.MARKET || price === undefined),
        async (overrides) => {
          const { symbol } = await client.placeOrder(buildOrder(overrides));
          expect(symbol).toBe(overrides.symbol ?? "BTC-USD");
        },
      ),
      SEEDED,
    );
  });

  test("sized in the quote asset has no quantity, and is filled at its price", () => {
    const order = buildOrder({ type: OrderType.MARKET, quoteQuantity: "100", status: OrderStatus.FILLED });
    expect(order).toMatchObject({ quoteQuantity: "100", filledQuantity: "0.002", averagePrice: "50000.00" });
    expect(order).not.toHaveProperty("quantity");
    expect(order).not.toHaveProperty("remainingQuantity");
    const half = buildOrder({ quoteQuantity: "100", price: "3", status: OrderStatus.PARTIALLY_FILLED });
    expect(Number(half.filledQuantity)).toBeCloseTo(100 / 6, 7);
  });

  test("has a venueStatus and venueType that match its status and type, unless overridden", () => {
    for (const status of TERMINAL_STATUSES)
      expect(OrderStatus[buildOrder({ status }).venueStatus as keyof typeof OrderStatus]).toBe(status);
    expect(buildOrder({ venueStatus: "DONE", venueType: "L" })).toMatchObject({
      venueStatus: "DONE",
      venueType: "L",
    });
    expect(buildOrder({ status: 99 as OrderStatus }).venueStatus).toBe("UNKNOWN(99)");
  });

  test("keeps every override, amounts included", () => {
    const overrides: Overrides<Order> = {
      orderId: "id",
      quantity: "10",
      filledQuantity: "4",
      remainingQuantity: "6",
      averagePrice: "7",
      status: OrderStatus.CANCELLED,
      fee: "0.1",
      feeAsset: "USD",
      rejectReason: "why",
      postOnly: false,
    };
    expect(buildOrder(overrides)).toMatchObject(overrides);
  });
});

describe("a built execution report", () => {
  test("is by default an acknowledgement without fill amounts", () => {
    expect(buildExecutionReport()).toEqual({
      $typeName: "cqc.venues.v1.ExecutionReport",
      symbol: "BTC-USD",
      side: OrderSide.BUY,
      type: OrderType.LIMIT,
      timeInForce: TimeInForce.GTC,
      quantity: "0.1",
      price: "50000.00",
      clientOrderId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      orderId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: OrderStatus.SUBMITTED,
      rejectReason: "",
      venueStatus: "SUBMITTED",
      timestamp: timestampFromMilliseconds(START_MS),
    });
  });

  test("has amounts that add up", () => {
    fc.assert(
      fc.property(overridesOfOrders, (overrides) => {
        const report = buildExecutionReport(overrides);
        expect(report).toMatchObject(overrides);
        const { quantity = "", filledQuantity, remainingQuantity = "", status } = report;
        expect(filledQuantity === undefined).toBe(status === OrderStatus.SUBMITTED);
        if (filledQuantity === undefined) return;
        expect(compareDecimals(sumDecimals(filledQuantity, remainingQuantity), quantity)).toBe(0);
      }),
      SEEDED,
    );
  });

  test("has the ids of a built order with the same overrides", () => {
    for (const overrides of [{ symbol: "ETH-USD" }, { orderId: "a" }, { clientOrderId: "b" }]) {
      const { orderId, clientOrderId } = buildOrder(overrides);
      expect(buildExecutionReport(overrides)).toMatchObject({ orderId, clientOrderId });
    }
  });
});
