import { MalformedReply } from "@cqvx/core/venue";
import { expect, test } from "vitest";
import { checkProduct, isSameMarket, toBookProduct } from "./product.ts";

test.each([
  ["BTC-USDC", "BTC-USD"],
  ["ETH-USDC", "ETH-USD"],
  ["BTC-USD", "BTC-USD"],
  ["USDT-USDC", "USDT-USDC"],
  ["EURC-USDC", "EURC-USDC"],
  ["USDC-USD", "USDC-USD"],
  ["USDC-EUR", "USDC-EUR"],
  ["BTC-PERP-INTX", "BTC-PERP-INTX"],
  ["BIT-28FEB27-CDE", "BIT-28FEB27-CDE"],
  ["X-USDC-PERP", "X-USDC-PERP"],
])("the book of %s is the book of %s", (symbol, product) => {
  expect(toBookProduct(symbol)).toBe(product);
});

test.each([
  ["BTC-USD", "BTC-USDC", true],
  ["BTC-USDC", "BTC-USDC", true],
  ["BTC-USD", "BTC-USD", true],
  ["BTC-USDC", "BTC-USD", false],
  ["ETH-USD", "BTC-USD", false],
  ["USDT-USD", "USDT-USDC", false],
  ["EURC-USD", "EURC-USDC", false],
  ["", "BTC-USD", false],
])("the label %j means %s: %s", (productId, symbol, isSame) => {
  expect(isSameMarket(productId, symbol)).toBe(isSame);
  if (isSame) checkProduct(productId, symbol);
  else expect(() => checkProduct(productId, symbol)).toThrow(MalformedReply);
});
