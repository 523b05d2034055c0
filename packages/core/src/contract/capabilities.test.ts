import { expect, test } from "vitest";
import { OrderType } from "../cqc/enums.ts";
import { createCapabilities } from "./capabilities.ts";

test("a venue has the methods that it names, and no others", () => {
  const { methods, orderTypes } = createCapabilities(["placeOrder", "health"], [OrderType.LIMIT]);
  expect(Object.entries(methods).filter(([, has]) => has)).toEqual([
    ["placeOrder", true],
    ["health", true],
  ]);
  expect(methods.getFills).toBe(false);
  expect(orderTypes).toEqual([OrderType.LIMIT]);
  expect(Object.values(createCapabilities([], []).methods)).not.toContain(true);
});
