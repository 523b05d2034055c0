import { expect, test } from "vitest";
import { failureOf } from "./testdata/failure-of.ts";
import { fieldsAt, readFixture } from "./testdata/fixtures/fixtures.ts";
import { limitOrder } from "./testdata/orders.ts";
import { reply, replyOf } from "./testdata/scripted/scripted-venue.ts";
import { CREDENTIALS, createTestClient } from "./testdata/scripted/test-client.ts";

const ROUTE = "POST /orders/preview";

test("returns the cost of an acceptable order and the venue's warnings", async () => {
  const { client } = createTestClient({ [ROUTE]: replyOf("preview-accepted") });
  expect(await client.previewOrder(limitOrder())).toEqual({
    errors: [],
    warnings: ["BIG_ORDER"],
    previewId: expect.stringMatching(/^[\da-f-]{36}$/),
    orderTotal: "581.50",
    fee: "3.47",
    quantity: "3.1",
    quoteQuantity: "578.03",
    averagePrice: "186.461290322581",
    slippage: "0.0004",
    bestBid: "187.41",
    bestAsk: "187.43",
  });
});

test("returns the venue's reasons for a refused order, and no invented amounts", async () => {
  const { client } = createTestClient({ [ROUTE]: replyOf("preview-refused") });
  expect(await client.previewOrder(limitOrder())).toEqual({
    errors: ["PREVIEW_INSUFFICIENT_FUND", "Order size below the minimum", "PREVIEW_REASON_OF_TOMORROW"],
    warnings: [],
  });
});

test("sends the body of the order without a client order id", async () => {
  const config = { credentials: CREDENTIALS, retailPortfolioId: "portfolio-7" };
  const { client, requests } = createTestClient({ [ROUTE]: replyOf("preview-accepted") }, config);
  await client.previewOrder(limitOrder({ quantity: "3.1", price: "171.25" }), { leverage: "2" });
  const stored = [readFixture("create-order-requests").input]
    .flat()
    .find((item) => Object(item).path === "/orders/preview");
  expect(requests[0]?.body).toEqual({
    ...fieldsAt(stored ?? null, "body"),
    leverage: "2",
    retail_portfolio_id: "portfolio-7",
  });
});

test("rejects a reply without a list of errors", async () => {
  for (const body of [{}, { error: "INVALID_ARGUMENT" }]) {
    const { client } = createTestClient({ [ROUTE]: reply(body) });
    expect(await failureOf(client.previewOrder(limitOrder()))).toMatchObject({ kind: "malformed" });
  }
});

test("a failed preview is never an unknown outcome", async () => {
  const { client } = createTestClient({ [ROUTE]: replyOf("error-502-html") });
  expect(await failureOf(client.previewOrder(limitOrder()))).toMatchObject({
    kind: "unavailable",
    operation: "previewOrder",
    retryable: true,
  });
});

test("refuses the same unsupported terms as an order", async () => {
  const { client, requests } = createTestClient({});
  const error = await failureOf(client.previewOrder(limitOrder({ displayQuantity: "1" })));
  expect(error).toMatchObject({ kind: "unsupported", field: "displayQuantity" });
  expect(requests).toEqual([]);
});
