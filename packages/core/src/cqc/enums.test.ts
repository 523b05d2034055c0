import fc from "fast-check";
import { expect, test } from "vitest";
import * as generated from "../gen/cqc/venues/v1/enums_pb.ts";
import { SEEDED } from "../testdata/seeded.ts";
import {
  Liquidity,
  nameOf,
  OrderSide,
  OrderStatus,
  OrderType,
  ProductStatus,
  TERMINAL_STATUSES,
  TimeInForce,
} from "./enums.ts";

/** Each set of constants with its generated counterpart. */
const CONSTANTS = {
  OrderSide: [OrderSide, generated.OrderSide],
  OrderType: [OrderType, generated.OrderType],
  TimeInForce: [TimeInForce, generated.TimeInForce],
  OrderStatus: [OrderStatus, generated.OrderStatus],
  Liquidity: [Liquidity, generated.Liquidity],
  ProductStatus: [ProductStatus, generated.ProductStatus],
} as const;

test.each(Object.entries(CONSTANTS))("%s equals the generated enum", (_name, [ours, theirs]) => {
  expect(ours).toEqual({ ...theirs });
});

test("every enum of the schema is compared", () => {
  const names = generated.file_cqc_venues_v1_enums.enums.map(({ name }) => name);
  expect(Object.keys(CONSTANTS).sort()).toEqual(names.sort());
});

test("TERMINAL_STATUSES omits exactly the statuses that an order can leave", () => {
  const open = Object.values(OrderStatus).filter((status) => !TERMINAL_STATUSES.has(status));
  expect(open.map((status) => nameOf(OrderStatus, status))).toEqual([
    "UNSPECIFIED",
    "PENDING",
    "PENDING_APPROVAL",
    "SUBMITTED",
    "OPEN",
    "PARTIALLY_FILLED",
    "PENDING_CANCEL",
  ]);
});

test("nameOf returns the name of every known value", () => {
  for (const [name, value] of Object.entries(OrderStatus)) expect(nameOf(OrderStatus, value)).toBe(name);
});

test("nameOf also returns a name for an unknown value", () => {
  expect(nameOf(OrderStatus, 42)).toBe("UNKNOWN(42)");
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(nameOf(OrderStatus, value)).toMatch(/^[A-Z_]+$|^UNKNOWN\(.+\)$/);
    }),
    SEEDED,
  );
});
