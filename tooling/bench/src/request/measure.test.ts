import { expect, test } from "vitest";
import { AT_ONCE, measure } from "./measure.ts";
import { ORDER_ID } from "./order-server.ts";

test("a contender is called one at a time, then at once, with uncounted calls before each", async () => {
  let underWay = 0;
  const seen: number[] = [];
  const contender = {
    getOrder: async () => {
      underWay += 1;
      seen.push(underWay);
      await Promise.resolve();
      underWay -= 1;
      return ORDER_ID;
    },
  };
  const { latencyUs, callsPerSecond } = await measure(contender, 200);
  const [alone, together] = [seen.slice(0, 50 + 200), seen.slice(50 + 200)];
  expect(new Set(alone)).toEqual(new Set([1]));
  expect(together).toHaveLength(50 + 200);
  expect(Math.max(...together.slice(0, 50))).toBe(50);
  expect(Math.max(...together.slice(50))).toBe(AT_ONCE);
  expect(latencyUs).toBeGreaterThan(0);
  expect(callsPerSecond).toBeGreaterThan(0);
});

test("a contender that reads another order is refused", async () => {
  const contender = { getOrder: async () => "another" };
  await expect(measure(contender, 10)).rejects.toThrow("a reply was read as another order");
});
