import { OrderSide, OrderStatus, OrderType, TimeInForce } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { failureOf } from "./testdata/failure-of.ts";
import { fixturesOf, type Json } from "./testdata/fixtures/fixtures.ts";
import { limitOrder } from "./testdata/orders.ts";
import {
  type Answer,
  lost,
  reply,
  replyOf,
  type ScriptedVenue,
  silence,
  truncated,
} from "./testdata/scripted/scripted-venue.ts";
import { createTestClient, type TestClient } from "./testdata/scripted/test-client.ts";

const ID = "mine-77";
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ACCEPTED_ID = "51e3b1fa-2ebb-429f-a867-aedcfef23b1a";

const answering = (answer: Answer): TestClient => createTestClient({ "POST /orders": answer });
const idsSent = ({ requests }: ScriptedVenue): unknown[] =>
  requests.map(({ body }) => Object(body).client_order_id);

describe("an acknowledgement", () => {
  test("becomes a report with the echoed order, without an invented fill or status", async () => {
    const { client } = answering(replyOf("create-order-accepted"));
    expect(await client.placeOrder(limitOrder({ clientOrderId: ID }))).toEqual({
      $typeName: "cqc.venues.v1.ExecutionReport",
      orderId: ACCEPTED_ID,
      clientOrderId: ID,
      symbol: "SOL-USD",
      side: OrderSide.BUY,
      type: OrderType.LIMIT,
      timeInForce: TimeInForce.GTC,
      status: OrderStatus.SUBMITTED,
      venueStatus: "",
      rejectReason: "",
      quantity: "3.10",
      price: "171.250",
    });
  });

  test("of the old form has its id at the top level", async () => {
    const { client } = answering(replyOf("create-order-accepted-old-form"));
    const order = {
      symbol: "SOL-USD",
      side: OrderSide.BUY,
      type: OrderType.MARKET,
      quoteQuantity: "250.50",
    };
    const report = await client.placeOrder(order);
    expect(report).toMatchObject({ orderId: expect.stringMatching(UUID_V4), quoteQuantity: "250.50" });
    expect(report).not.toHaveProperty("quantity");
  });

  test("without an echo of the configuration has the terms that were sent", async () => {
    const { client } = answering(reply({ success: true, success_response: { order_id: "o-1" } }));
    const order = limitOrder({ type: OrderType.STOP_LIMIT, stopPrice: "171.20" });
    expect(await client.placeOrder(order)).toMatchObject({
      orderId: "o-1",
      quantity: "3.10",
      price: "171.250",
      stopPrice: "171.20",
    });
  });

  test("after a repeated client order id shows only the existing order", async () => {
    const { client } = answering(replyOf("create-order-accepted"));
    const other = { symbol: "ETH-USD", side: OrderSide.SELL, type: OrderType.MARKET, quantity: "900" };
    const report = await client.placeOrder(other);
    expect(report).toMatchObject({
      symbol: "SOL-USD",
      side: OrderSide.BUY,
      type: OrderType.LIMIT,
      timeInForce: TimeInForce.GTC,
      quantity: "3.10",
      price: "171.250",
    });
  });

  test("with success missing but an order in it is an acknowledgement", async () => {
    const { client } = answering(reply({ success_response: { order_id: "o-2" } }));
    expect(await client.placeOrder(limitOrder())).toMatchObject({ orderId: "o-2" });
  });
});

describe("the client order id", () => {
  test("of the caller is sent and kept", async () => {
    const venue = answering(replyOf("create-order-accepted"));
    expect(await venue.client.placeOrder(limitOrder({ clientOrderId: ID }))).toMatchObject({
      clientOrderId: ID,
    });
    expect(idsSent(venue)).toEqual([ID]);
  });

  test.each([undefined, ""])("of %j becomes a new UUID v4 for each order", async (clientOrderId) => {
    const venue = answering(replyOf("create-order-accepted"));
    const order = { ...limitOrder(), ...(clientOrderId !== undefined && { clientOrderId }) };
    const reports = [await venue.client.placeOrder(order), await venue.client.placeOrder(order)];
    const ids = reports.map((report) => report.clientOrderId);
    expect(ids).toEqual([expect.stringMatching(UUID_V4), expect.stringMatching(UUID_V4)]);
    expect(new Set(ids).size).toBe(2);
    expect(idsSent(venue)).toEqual(ids);
  });

  test("of the caller is on errors that precede the checks of the order", async () => {
    const { client } = createTestClient({});
    const order = limitOrder({ clientOrderId: ID });
    expect(await failureOf(client.placeOrder(order, { timeoutMs: 0 }))).toMatchObject({ clientOrderId: ID });
    await client.close();
    expect(await failureOf(client.placeOrder(order))).toMatchObject({
      code: "CLIENT_CLOSED",
      clientOrderId: ID,
    });
    const hostile = limitOrder({ clientOrderId: "../x" });
    expect(await failureOf(client.placeOrder(hostile))).not.toHaveProperty("clientOrderId");
  });

  test("that was generated is on the error too", async () => {
    const venue = answering(lost);
    const error = await failureOf(venue.client.placeOrder(limitOrder()));
    expect(error.clientOrderId).toMatch(UUID_V4);
    expect(idsSent(venue)).toEqual([error.clientOrderId]);
  });
});

describe("a rejection with HTTP 200", () => {
  const rejected = fixturesOf("rest.create_order.response").filter(
    ({ input }) => Object(input).success === false,
  );
  const CODES: Readonly<Record<string, string>> = {
    "create-order-rejected": "INSUFFICIENT_FUNDS",
    "create-order-rejected-by-preview": "PREVIEW_INVALID_BASE_SIZE_TOO_SMALL",
    "create-order-rejected-old-form": "INVALID_PRICE_PRECISION",
  };

  test.each(rejected)("$name: the most specific reason is the code", async (fixture) => {
    const { client, requests } = answering(replyOf(fixture));
    expect(await failureOf(client.placeOrder(limitOrder({ clientOrderId: ID })))).toMatchObject({
      kind: "rejected",
      code: CODES[fixture.name],
      sent: "yes",
      retryable: false,
      clientOrderId: ID,
      operation: "placeOrder",
    });
    expect(requests).toHaveLength(1);
  });

  const refusal = (words: Json): Answer => reply({ success: false, error_response: words });

  test.each<[string, Json, string | undefined]>([
    [
      "the reason for new orders first",
      { new_order_failure_reason: "A_NEW", preview_failure_reason: "A_PREVIEW", error: "AN_ERROR" },
      "A_NEW",
    ],
    [
      "past an UNKNOWN_ reason",
      { new_order_failure_reason: "UNKNOWN_FAILURE_REASON", preview_failure_reason: "A_PREVIEW", error: "E" },
      "A_PREVIEW",
    ],
    [
      "past empty reasons",
      { new_order_failure_reason: "", preview_failure_reason: "UNKNOWN_PREVIEW_FAILURE_REASON", error: "E" },
      "E",
    ],
    ["past null", { new_order_failure_reason: null, error: "E" }, "E"],
    ["an undocumented reason", { error: "REASON_OF_TOMORROW" }, "REASON_OF_TOMORROW"],
    ["no code without a reason", { error: "UNKNOWN_FAILURE_REASON" }, undefined],
  ])("%s", async (_, words, code) => {
    const { client } = answering(refusal(words));
    const error = await failureOf(client.placeOrder(limitOrder()));
    expect(error).toMatchObject({ kind: "rejected", sent: "yes" });
    expect(error.code).toBe(code);
  });

  test.each<[string, Json, string]>([
    ["message", { error: "E", message: "too small", error_details: "details" }, "too small"],
    ["error_details", { error: "E", message: "", error_details: "details" }, "details"],
  ])("is explained by its %s", async (_, words, reason) => {
    const { client } = answering(refusal(words));
    expect(await failureOf(client.placeOrder(limitOrder()))).toMatchObject({ reason });
  });

  test.each([
    "INVALID_NO_LIQUIDITY",
    "ORDER_ENTRY_DISABLED",
    "INELIGIBLE_PAIR",
    "UNTRADABLE_PRODUCT",
    "TRADING_DISABLED",
    "PRODUCT_TRADING_HALTED",
    "MISSING_MARKET_TRADE_DATA",
    "COMMANDER_REJECTED_NEW_ORDER",
  ])("for %s, a state of the market, is retryable, also as the reason of a preview", async (word) => {
    for (const words of [{ new_order_failure_reason: word }, { preview_failure_reason: `PREVIEW_${word}` }]) {
      const { client } = answering(refusal(words));
      expect(await failureOf(client.placeOrder(limitOrder()))).toMatchObject({ retryable: true });
    }
  });

  test.each([
    "INSUFFICIENT_FUND",
    "UNSUPPORTED_ORDER_CONFIGURATION",
    "INVALID_LIMIT_PRICE_POST_ONLY",
    "GEOFENCING_RESTRICTION",
    "DUPLICATE_CLIENT_ORDER_ID",
    "REASON_OF_TOMORROW",
  ])("for %s is not retryable", async (word) => {
    const { client } = answering(refusal({ new_order_failure_reason: word }));
    expect(await failureOf(client.placeOrder(limitOrder()))).toMatchObject({ retryable: false });
  });

  test("with success missing requires a reason", async () => {
    const { client } = answering(reply({ error_response: { error: "INSUFFICIENT_FUND" } }));
    expect(await failureOf(client.placeOrder(limitOrder()))).toMatchObject({ code: "INSUFFICIENT_FUND" });
  });
});

describe("an ambiguous reply makes the outcome unknown", () => {
  test.each<[string, Answer, object]>([
    ["an acknowledgement without an order id", reply({ success: true, success_response: {} }), {}],
    ["an acknowledgement whose order id is empty", reply({ success: true, order_id: "" }), {}],
    ["an order id that is not text", reply({ success: true, success_response: { order_id: {} } }), {}],
    ["neither success nor failure", reply({ order_configuration: {} }), {}],
    ["success null", reply({ success: null }), {}],
    [
      "success that is neither true nor false",
      reply({ success: 1, success_response: { order_id: "o" } }),
      {},
    ],
    ["an empty refusal without success", reply({ error_response: {} }), {}],
    ["a refusal that names an order", reply({ success: false, success_response: { order_id: "o" } }), {}],
    ["an old refusal that names an order", reply({ success: false, order_id: "o" }), {}],
    ["a list", reply("[]"), {}],
    ["a page with 200", replyOf("error-200-html"), {}],
    ["an empty body", reply(""), {}],
    ["a status without a body", () => new Response(null, { status: 204 }), {}],
    ["half a body", truncated, { code: "UNAVAILABLE" }],
    ["a page with 502", replyOf("error-502-html"), { status: 502 }],
    ["500", replyOf("error-500-internal"), { status: 500, code: "INTERNAL" }],
    ["503 from the gateway", replyOf("error-503-grpc-gateway"), { status: 503 }],
    ["429 without the documented body", replyOf("error-429-empty"), { status: 429, code: "RATELIMITED" }],
    ["429 with another body", reply({ error: "slow down" }, 429), { status: 429 }],
    [
      "429 for exhausted resources",
      reply({ error: "RESOURCE_EXHAUSTED", message: "wait" }, 429, { "retry-after": "2" }),
      { status: 429, retryAfterMs: 2_000 },
    ],
    [
      "a refusal because the order exists",
      reply({ success: false, error_response: { new_order_failure_reason: "DUPLICATE_CLIENT_ORDER_ID" } }),
      { code: "DUPLICATE_CLIENT_ORDER_ID" },
    ],
    ["500 with the text of a rate limit", reply({ error: "resource_exhausted" }, 500), { status: 500 }],
    ["408", reply("", 408), { status: 408, code: "TIMEOUT" }],
    ["a redirect", reply("", 307, { location: "https://elsewhere.example/" }), { code: "REDIRECT_REFUSED" }],
  ])("%s", async (_, answer, expected) => {
    const { client, requests, logged } = answering(answer);
    expect(await failureOf(client.placeOrder(limitOrder({ clientOrderId: ID })))).toMatchObject({
      kind: "outcomeUnknown",
      clientOrderId: ID,
      sent: "yes",
      retryable: false,
      ...expected,
    });
    expect(requests).toHaveLength(1);
    expect(logged.join()).toContain("an outcome is unknown");
  });

  test("a connection that breaks after sending", async () => {
    const { client, requests } = answering(lost);
    expect(await failureOf(client.placeOrder(limitOrder({ clientOrderId: ID })))).toMatchObject({
      kind: "outcomeUnknown",
      code: "ECONNRESET",
      sent: "maybe",
      clientOrderId: ID,
    });
    expect(requests).toHaveLength(1);
  });

  test("a deadline that passes after sending", async () => {
    const { client, clock } = answering((request) => {
      clock.advance(10_000);
      return silence(request);
    });
    expect(await failureOf(client.placeOrder(limitOrder({ clientOrderId: ID })))).toMatchObject({
      kind: "outcomeUnknown",
      code: "TIMEOUT",
      sent: "maybe",
      clientOrderId: ID,
    });
  });
});

describe("a refusal by status is final", () => {
  test.each<[string, Answer, object]>([
    ["401", replyOf("error-401-text"), { kind: "unauthorized", status: 401 }],
    ["403", replyOf("error-403-scopes"), { kind: "unauthorized", code: "PERMISSION_DENIED" }],
    ["404", replyOf("error-404-product"), { kind: "notFound", code: "NOT_FOUND" }],
    ["400", replyOf("error-400-v2-list"), { kind: "rejected", code: "validation_error" }],
    ["the documented 429", replyOf("error-429-documented"), { kind: "rateLimited", retryable: true }],
  ])("%s", async (_, answer, expected) => {
    const { client } = answering(answer);
    expect(await failureOf(client.placeOrder(limitOrder({ clientOrderId: ID })))).toMatchObject({
      sent: "yes",
      clientOrderId: ID,
      ...expected,
    });
  });
});
