import { expect, test } from "vitest";
import { nonZeroPrice, remainingQuantity, spotFee } from "./order-amounts.ts";

test("the remaining quantity is quantity minus filled, with the digits of the longer one, or undefined", () => {
  expect(remainingQuantity("1.5", "0.25")).toBe("1.25");
  expect(remainingQuantity("2", "2.0")).toBe("0.0");
  expect(remainingQuantity(undefined, "1")).toBeUndefined();
  expect(remainingQuantity("1", undefined)).toBeUndefined();
});

test("a price of zero is undefined", () => {
  expect(nonZeroPrice("0.00")).toBeUndefined();
  expect(nonZeroPrice(undefined)).toBeUndefined();
  expect(nonZeroPrice("0.01")).toBe("0.01");
});

test("a fee is in the quote asset of a spot pair, and in an unknown asset for other products", () => {
  expect(spotFee("0.1", "BTC-USD")).toEqual({ fee: "0.1", feeAsset: "USD" });
  expect(spotFee("0.1", "BIT-28FEB27-CDE")).toEqual({ fee: "0.1", feeAsset: undefined });
  expect(spotFee("0.1", "")).toEqual({ fee: "0.1", feeAsset: undefined });
  expect(spotFee(undefined, "BTC-USD")).toEqual({ fee: undefined, feeAsset: undefined });
});
