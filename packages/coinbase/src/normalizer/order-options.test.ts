import { OrderType } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { limitOrder } from "../testdata/orders.ts";
import { reply, replyOf } from "../testdata/scripted/scripted-venue.ts";
import { CREDENTIALS, createTestClient } from "../testdata/scripted/test-client.ts";
import type { CoinbaseOrderOptions } from "./order-options.ts";

const TWAP_ORDER = limitOrder({
  type: OrderType.TWAP,
  startTime: "2031-03-04T04:06:07Z",
  expireTime: "2031-03-04T05:06:07Z",
});
const SLICES = { numberOfBuckets: 2, bucketSize: "1.55", bucketSeconds: 60 };

test("leverage, margin, preview and portfolio are fields of the body", async () => {
  const config = { credentials: CREDENTIALS, retailPortfolioId: "portfolio-7" };
  const { client, requests } = createTestClient({ "POST /orders": replyOf("create-order-accepted") }, config);
  await client.placeOrder(limitOrder(), { leverage: "2.50", marginType: "ISOLATED", previewId: "pre-1" });
  expect(requests[0]?.body).toMatchObject({
    leverage: "2.50",
    margin_type: "ISOLATED",
    preview_id: "pre-1",
    retail_portfolio_id: "portfolio-7",
  });
});

test("without options the body has no such fields", async () => {
  const { client, requests } = createTestClient({ "POST /orders": replyOf("create-order-accepted") });
  await client.placeOrder(limitOrder());
  expect(Object.keys(Object(requests[0]?.body)).sort()).toEqual([
    "client_order_id",
    "order_configuration",
    "product_id",
    "side",
  ]);
});

describe("a wrong option is refused with its name, and nothing is sent", () => {
  test.each([
    ["leverage", { leverage: "0" }],
    ["leverage", { leverage: 2 }],
    ["leverage", { leverage: "1e1" }],
    ["leverage", { leverage: null }],
    ["options", { levarage: "2" }],
    ["marginType", { marginType: "cross" }],
    ["previewId", { previewId: "../orders" }],
    ["previewId", { previewId: "" }],
    ["previewId", { previewId: null }],
    ["previewId", { previewId: 7 }],
    ["twap", { twap: null }],
    ["twap", { twap: "12" }],
    ["twap.numberOfBuckets", { twap: { ...SLICES, numberOfBuckets: 0 } }],
    ["twap.numberOfBuckets", { twap: { ...SLICES, numberOfBuckets: 1.5 } }],
    ["twap.numberOfBuckets", { twap: { ...SLICES, numberOfBuckets: "2" } }],
    ["twap.bucketSize", { twap: { ...SLICES, bucketSize: 1.55 } }],
    ["twap.bucketSize", { twap: { ...SLICES, bucketSize: "-1" } }],
    ["twap.bucketSeconds", { twap: { ...SLICES, bucketSeconds: Number.NaN } }],
  ])("%s in %j", async (field, options) => {
    const { client, requests } = createTestClient({});
    const placing = client.placeOrder(
      { ...TWAP_ORDER, clientOrderId: "mine-3" },
      options as unknown as CoinbaseOrderOptions,
    );
    expect(await failureOf(placing)).toMatchObject({
      kind: "invalidInput",
      field,
      sent: "no",
      clientOrderId: "mine-3",
    });
    expect(requests).toEqual([]);
  });

  test("slices of an order of another type", async () => {
    const { client, requests } = createTestClient({ "POST /orders": reply({}) });
    const error = await failureOf(client.placeOrder(limitOrder(), { twap: SLICES }));
    expect(error).toMatchObject({ kind: "invalidInput", field: "twap" });
    expect(requests).toEqual([]);
  });
});
