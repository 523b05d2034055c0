import { describe, expect, test } from "vitest";
import { BROKERAGE, createTestClient, type Json, limitOrder, ORIGIN } from "../../testing/client.ts";
import { createToken } from "../../testing/tokens.ts";
import { createManualClock } from "../../time/clock.ts";
import { createCoinbaseSandbox } from "../coinbase-sandbox.ts";

const clock = createManualClock();
const sandbox = createCoinbaseSandbox({ clock, rateLimits: false });
const client = createTestClient(sandbox, clock);
const past = new Date(clock.now() - 1).toISOString();

function order(kind: string, fields: Json, side = "BUY"): Json {
  return { product_id: "BTC-USD", side, order_configuration: { [kind]: fields } };
}

const stop = (direction: string, price: string) =>
  order("stop_limit_stop_limit_gtc", {
    base_size: "0.1",
    limit_price: "60000",
    stop_price: price,
    stop_direction: direction,
  });

describe("a rejected order is answered with 200 and a reason", () => {
  test.each<[string, Json]>([
    ["INSUFFICIENT_FUND", limitOrder("BUY", "60000", "100")],
    ["INSUFFICIENT_FUND", limitOrder("SELL", "90000", "100")],
    ["INSUFFICIENT_FUND", order("market_market_ioc", { base_size: "9" })],
    ["UNSUPPORTED_ORDER_CONFIGURATION", order("market_market_fok", { base_size: "1" })],
    ["UNSUPPORTED_ORDER_CONFIGURATION", order("scaled_limit_gtc", { base_size: "1" })],
    ["UNSUPPORTED_ORDER_CONFIGURATION", order("market_market_ioc", { quote_size: "100" }, "SELL")],
    ["UNSUPPORTED_ORDER_CONFIGURATION", { product_id: "BTC-USD", side: "BUY", order_configuration: {} }],
    ["INVALID_PRODUCT_ID", { ...limitOrder("BUY", "1", "1"), product_id: "NOPE-USD" }],
    ["INVALID_PRICE_PRECISION", limitOrder("BUY", "50000.001", "0.1")],
    ["INVALID_PRICE_PRECISION", stop("STOP_DIRECTION_STOP_UP", "99999.999")],
    ["INVALID_SIZE_PRECISION", limitOrder("BUY", "50000", "0.000000001")],
    ["INVALID_LIMIT_PRICE", limitOrder("BUY", "0", "0.1")],
    ["INVALID_LIMIT_PRICE", limitOrder("BUY", "5e4", "0.1")],
    ["INVALID_LIMIT_PRICE_POST_ONLY", limitOrder("BUY", "70000", "0.1", { post_only: true })],
    ["GTD_ORDERS_MUST_HAVE_END_TIME", order("limit_limit_gtd", { base_size: "1", limit_price: "1" })],
    [
      "END_TIME_IS_IN_THE_PAST",
      order("limit_limit_gtd", { base_size: "1", limit_price: "1", end_time: past }),
    ],
    ["INVALID_REQUEST", stop("STOP_DIRECTION_STOP_UP", "")],
    ["INVALID_REQUEST", stop("", "70000")],
    ["PREVIEW_INVALID_ORDER_CONFIG", order("market_market_ioc", {})],
    ["PREVIEW_INVALID_ORDER_CONFIG", order("market_market_ioc", { base_size: "1", quote_size: "1" })],
    ["PREVIEW_NON_NUMERIC_ORDER_SIZE", limitOrder("BUY", "50000", "many")],
    ["PREVIEW_NON_NUMERIC_ORDER_SIZE", limitOrder("BUY", "50000", "-1")],
    ["PREVIEW_INVALID_BASE_SIZE_TOO_SMALL", limitOrder("BUY", "50000", "0")],
    ["PREVIEW_INVALID_BASE_SIZE_TOO_LARGE", limitOrder("BUY", "1", "3401")],
    ["PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL", order("market_market_ioc", { quote_size: "0.99" })],
    ["PREVIEW_INVALID_QUOTE_SIZE_TOO_SMALL", limitOrder("BUY", "50000", "0.00000001")],
    ["PREVIEW_INVALID_QUOTE_SIZE_TOO_LARGE", order("market_market_ioc", { quote_size: "150000001" })],
    ["PREVIEW_INVALID_QUOTE_SIZE_PRECISION", order("market_market_ioc", { quote_size: "1.001" })],
    ["PREVIEW_STOP_PRICE_BELOW_LAST_TRADE_PRICE", stop("STOP_DIRECTION_STOP_UP", "50000")],
    ["PREVIEW_STOP_PRICE_ABOVE_LAST_TRADE_PRICE", stop("STOP_DIRECTION_STOP_DOWN", "70000")],
  ])("%s", async (reason, body) => {
    const answer = await client.post("/orders", { client_order_id: "rejected", ...body });
    expect(answer).toMatchObject({ status: 200, json: { success: false } });
    const { error_response: error, order_configuration: echoed } = answer.json;
    expect([error.new_order_failure_reason, error.preview_failure_reason]).toContain(reason);
    expect(echoed).toEqual(body.order_configuration);
    expect(sandbox.orders()).toEqual([]);
    const preview = await client.post("/orders/preview", body);
    expect(preview.json.errs).toEqual([reason.startsWith("PREVIEW_") ? reason : `PREVIEW_${reason}`]);
  });

  test("a market order finds no liquidity in an empty book", async () => {
    const empty = createCoinbaseSandbox({ clock });
    empty.trade("BTC-USD", { side: "BUY", size: "1000000" });
    expect(empty.book("BTC-USD").asks).toEqual([]);
    const answer = await createTestClient(empty, clock).order(order("market_market_ioc", { base_size: "1" }));
    expect(answer.error_response.new_order_failure_reason).toBe("INVALID_NO_LIQUIDITY");
  });
});

describe("a malformed request is a 400", () => {
  test.each<[string, Json]>([
    ["a number where text is due", limitOrder("BUY", 50_000 as Json, "0.1")],
    ["text where a flag is due", limitOrder("BUY", "50000", "0.1", { post_only: "true" })],
    ["no product", { ...limitOrder("BUY", "1", "1"), product_id: undefined }],
    ["no side", { ...limitOrder("BUY", "1", "1"), side: undefined }],
    ["an unknown side", { ...limitOrder("BUY", "1", "1"), side: "buy" }],
    ["no configuration", { product_id: "BTC-USD", side: "BUY" }],
    [
      "two configurations",
      { ...limitOrder("BUY", "1", "1"), order_configuration: { limit_limit_gtc: {}, market_market_ioc: {} } },
    ],
    ["a configuration that is text", order("limit_limit_gtc", "1")],
    ["an unknown direction", stop("UP", "70000")],
    ["an invalid time", order("limit_limit_gtd", { base_size: "1", limit_price: "1", end_time: "soon" })],
    ["no client order id", { ...limitOrder("BUY", "1", "1"), client_order_id: "" }],
    ["a client's id that is too long", { ...limitOrder("BUY", "1", "1"), client_order_id: "x".repeat(129) }],
    ["another portfolio", { ...limitOrder("BUY", "1", "1"), retail_portfolio_id: "elsewhere" }],
    ["a list", []],
  ])("%s", async (_, body) => {
    const sent = Array.isArray(body) ? body : { client_order_id: "malformed", ...body };
    const answer = await client.post("/orders", sent);
    expect(answer).toMatchObject({ status: 400, json: { error: "INVALID_ARGUMENT" } });
    expect(answer.json.message).not.toBe("");
  });

  test("a body that is not a JSON object, or lacks its required fields", async () => {
    const path = `${BROKERAGE}/orders`;
    const token = createToken(sandbox.credentials.ecdsa, `POST api.coinbase.com${path}`, clock.now());
    const headers = { authorization: `Bearer ${token}` };
    const response = await sandbox.fetch(`${ORIGIN}${path}`, { method: "POST", headers, body: "{" });
    expect(response.status).toBe(400);
    for (const body of [undefined, "text", {}, { order_ids: [1] }, { order_ids: [] }]) {
      expect((await client.post("/orders/batch_cancel", body)).status).toBe(400);
    }
  });
});

describe("a repeated client order id", () => {
  test("creates no order and returns the first one, regardless of the new body", async () => {
    const first = await client.order({ ...limitOrder("BUY", "40000", "0.1"), client_order_id: "same" });
    const second = await client.order({ ...limitOrder("SELL", "90000", "2"), client_order_id: "same" });
    expect(second).toEqual(first);
    expect(sandbox.orders()).toHaveLength(1);
  });

  test("is rejected instead with the option `reject`", async () => {
    const strict = createCoinbaseSandbox({ clock, behaviour: { duplicateClientOrderId: "reject" } });
    const strictClient = createTestClient(strict, clock);
    await strictClient.order({ ...limitOrder("BUY", "40000", "0.1"), client_order_id: "same" });
    const second = await strictClient.order({
      ...limitOrder("BUY", "40000", "0.1"),
      client_order_id: "same",
    });
    expect(second.error_response.new_order_failure_reason).toBe("DUPLICATE_CLIENT_ORDER_ID");
  });

  test("can be used again after a rejection", async () => {
    await client.order({ ...limitOrder("BUY", "60000", "100"), client_order_id: "again" });
    const second = await client.order({ ...limitOrder("BUY", "40000", "0.1"), client_order_id: "again" });
    expect(second.success).toBe(true);
  });
});

test("a preview estimates the cost of an order and places nothing", async () => {
  const fresh = createCoinbaseSandbox({ clock });
  const freshClient = createTestClient(fresh, clock);
  const before = fresh.balances();
  const { json: resting } = await freshClient.post("/orders/preview", limitOrder("BUY", "50000", "0.1"));
  expect(resting).toMatchObject({ errs: [], order_total: "5020", commission_total: "20", base_size: "0.1" });
  expect(resting.preview_id).not.toBe("");
  const { json: market } = await freshClient.post(
    "/orders/preview",
    order("market_market_ioc", { quote_size: "500" }),
  );
  expect(Number(market.order_total)).toBeCloseTo(500, 2);
  const { json: sale } = await freshClient.post(
    "/orders/preview",
    order("market_market_ioc", { base_size: "0.1" }, "SELL"),
  );
  expect(sale).toMatchObject({ errs: [], base_size: "0.1" });
  expect(fresh.orders()).toEqual([]);
  expect(fresh.balances()).toEqual(before);
});
