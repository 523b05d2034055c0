import { expect, test } from "vitest";
import { type CoinbaseSide, readSide } from "./side.ts";

test("reads the two sides", () => {
  expect([readSide("BUY"), readSide("SELL")]).toEqual(["buy", "sell"]);
});

test.each(["buy", "sell", "", undefined, null])(
  "refuses %j as a side, and never takes it for the other one",
  (side) => {
    expect(() => readSide(side as CoinbaseSide)).toThrow('side must be "BUY" or "SELL"');
  },
);
