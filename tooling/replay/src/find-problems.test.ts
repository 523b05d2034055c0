import { describe, expect, test } from "vitest";
import { findProblems } from "./find-problems.ts";

describe("findProblems", () => {
  test("finds a decimal that is not in the reply", () => {
    expect(findProblems({ price: "100.1" }, { price: "100.10" }, "")).toEqual([
      "price 100.1 is not in the reply",
    ]);
  });

  test("accepts another spelling of the same digits", () => {
    expect(findProblems({ price: "0.19", fee: "0.00000001" }, { price: ".19", fee: "1e-8" }, "")).toEqual([]);
  });

  test("finds a total that is not the sum of its parts", () => {
    const held = { available: "1.5", locked: "0.5" };
    expect(findProblems({ ...held, total: "2.0" }, held, "")).toEqual([]);
    expect(findProblems({ ...held, total: "2.1" }, held, "")).toEqual(["total 2.1 is not in the reply"]);
  });

  test("finds a remaining quantity that is not the quantity minus the filled quantity", () => {
    const order = { quantity: "3", filledQuantity: "1" };
    expect(findProblems({ ...order, remainingQuantity: "2" }, order, "")).toEqual([]);
    expect(findProblems({ ...order, remainingQuantity: "4" }, order, "")).toHaveLength(1);
  });

  test("finds a base quantity that was rounded up", () => {
    const fill = { lastQuoteQuantity: "2", lastPrice: "3" };
    expect(findProblems({ ...fill, lastQuantity: "0.666666666666666666" }, fill, "")).toEqual([]);
    expect(findProblems({ ...fill, lastQuantity: "0.666666666666666667" }, fill, "")).toHaveLength(1);
  });

  test("finds an UNSPECIFIED enum where the reply has a value, unless the note explains it", () => {
    expect(findProblems({ side: 0 }, { side: "SELL" }, "")).toHaveLength(1);
    expect(findProblems({ side: 0 }, { side: "SIDEWAYS" }, "an unknown side")).toEqual([]);
    expect(findProblems({ side: 0 }, { side: "" }, "")).toEqual([]);
  });
});
