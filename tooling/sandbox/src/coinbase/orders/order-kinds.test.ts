import { beforeEach, describe, expect, test } from "vitest";
import { decimal } from "../../numbers/decimal.ts";
import { createTestClient, type Json, limitOrder, type TestClient } from "../../testing/client.ts";
import { createManualClock, type ManualClock } from "../../time/clock.ts";
import { type CoinbaseSandbox, createCoinbaseSandbox } from "../coinbase-sandbox.ts";

let clock: ManualClock;
let sandbox: CoinbaseSandbox;
let client: TestClient;

beforeEach(() => {
  clock = createManualClock();
  sandbox = createCoinbaseSandbox({ clock, rateLimits: false });
  client = createTestClient(sandbox, clock);
  sandbox.moveMarket("BTC-USD", "60000");
});

function soon(): string {
  return new Date(clock.now() + 60_000).toISOString();
}

/** Places an order and reads it back from the venue. */
async function place(side: "BUY" | "SELL", kind: string, fields: Json): Promise<Json> {
  const body = { product_id: "BTC-USD", side, order_configuration: { [kind]: fields } };
  const answer = await client.order(body);
  expect(answer).toMatchObject({ success: true, success_response: { product_id: "BTC-USD", side } });
  return client.read(answer.success_response.order_id);
}

describe("market orders", () => {
  test("a size in base currency fills completely at the book's prices, with the taker's fee", async () => {
    const order = await place("SELL", "market_market_ioc", { base_size: "0.5" });
    expect(order).toMatchObject({
      status: "FILLED",
      order_type: "MARKET",
      time_in_force: "IMMEDIATE_OR_CANCEL",
      filled_size: "0.5",
      completion_percentage: "100.00",
      settled: true,
      trigger_status: "INVALID_ORDER_TYPE",
      outstanding_hold_amount: "0",
      size_in_quote: false,
    });
    expect(order.total_fees).toBe(decimal(order.filled_value).times("0.006").toFixed());
    const received = decimal(order.filled_value).minus(order.total_fees).toFixed();
    expect(order.total_value_after_fees).toBe(received);
  });

  test("a size in quote currency includes the fees, and its fills are sized in quote currency", async () => {
    const order = await place("BUY", "market_market_ioc", { quote_size: "1000" });
    expect(order).toMatchObject({ status: "FILLED", size_in_quote: true, size_inclusive_of_fees: true });
    const spent = decimal(order.total_value_after_fees);
    expect(spent.lte(1_000)).toBe(true);
    expect(spent.gt("999.999")).toBe(true);
    const { json } = await client.get(`/orders/historical/fills?order_ids=${order.order_id}`);
    const base = json.fills.reduce((sum: Json, fill: Json) => {
      expect(fill).toMatchObject({
        size_in_quote: true,
        liquidity_indicator: "TAKER",
        fillSource: "FILL_SOURCE_CLOB",
      });
      return sum.plus(decimal(fill.size).div(fill.price));
    }, decimal(0));
    expect(base.toFixed()).toBe(order.filled_size);
  });

  test("the remainder is cancelled when the book runs out", async () => {
    sandbox.trade("ETH-BTC", { side: "BUY", size: "100000" });
    sandbox.placeRestingOrder("ETH-BTC", { side: "SELL", price: "0.05", size: "2" });
    const configuration = { market_market_ioc: { base_size: "3" } };
    const answer = await client.order({
      product_id: "ETH-BTC",
      side: "BUY",
      order_configuration: configuration,
    });
    const order = await client.read(answer.success_response.order_id);
    expect(order).toMatchObject({ status: "CANCELLED", filled_size: "2", completion_percentage: "66.67" });
  });
});

describe("limit orders", () => {
  test("a resting order is open, and holds its value plus the taker's fee", async () => {
    const order = await place("BUY", "limit_limit_gtc", { base_size: "0.1", limit_price: "50000" });
    expect(order).toMatchObject({
      status: "OPEN",
      time_in_force: "GOOD_UNTIL_CANCELLED",
      filled_size: "0",
      average_filled_price: "0",
      number_of_fills: "0",
      outstanding_hold_amount: "5030",
      last_fill_time: null,
      fee: "",
      order_configuration: {
        limit_limit_gtc: { base_size: "0.1", limit_price: "50000", post_only: false, oco_ref: "" },
      },
    });
    expect(balanceOf("USD").hold).toBe("5030");
  });

  test("a crossing order trades at better prices than its own, and rests with its remainder", async () => {
    const [best] = sandbox.book("BTC-USD").asks;
    const size = decimal(best?.size ?? 0)
      .plus(1)
      .toFixed();
    const order = await place("BUY", "limit_limit_gtc", { base_size: size, limit_price: best?.price });
    expect(order).toMatchObject({
      status: "OPEN",
      filled_size: best?.size,
      average_filled_price: best?.price,
    });
    expect(order.outstanding_hold_amount).toBe(
      decimal(best?.price ?? 0)
        .times("1.006")
        .toFixed(),
    );
    expect(sandbox.book("BTC-USD").bids[0]).toEqual({ price: best?.price, size: "1" });
  });

  test("an order sized in quote currency never spends more than its size", async () => {
    const order = await place("BUY", "limit_limit_gtc", { quote_size: "1000", limit_price: "70000" });
    expect(order).toMatchObject({ status: "FILLED", size_in_quote: true });
    expect(decimal(order.total_value_after_fees).lte(1_000)).toBe(true);
  });

  test("good till date: the order expires by the clock, and its hold is released", async () => {
    const before = balanceOf("USD");
    const fields = { base_size: "0.1", limit_price: "50000", end_time: soon(), post_only: true };
    const order = await place("BUY", "limit_limit_gtd", fields);
    expect(order).toMatchObject({ status: "OPEN", time_in_force: "GOOD_UNTIL_DATE_TIME" });
    clock.advance(60_000);
    expect(await client.read(order.order_id)).toMatchObject({
      status: "EXPIRED",
      outstanding_hold_amount: "0",
    });
    expect(balanceOf("USD")).toEqual(before);
  });

  test("fill or kill: the order fills at once and completely, or not at all", async () => {
    const killed = await place("BUY", "limit_limit_fok", { base_size: "1", limit_price: "50000" });
    expect(killed).toMatchObject({ status: "CANCELLED", filled_size: "0", time_in_force: "FILL_OR_KILL" });
    const filled = await place("BUY", "limit_limit_fok", { base_size: "0.01", limit_price: "61000" });
    expect(filled).toMatchObject({ status: "FILLED", filled_size: "0.01" });
  });

  test("immediate or cancel: the remainder is cancelled at once", async () => {
    const [best] = sandbox.book("BTC-USD").asks;
    const size = decimal(best?.size ?? 0)
      .plus(1)
      .toFixed();
    const order = await place("BUY", "sor_limit_ioc", { base_size: size, limit_price: best?.price });
    expect(order).toMatchObject({
      status: "CANCELLED",
      filled_size: best?.size,
      outstanding_hold_amount: "0",
    });
  });
});

describe("stops, brackets and TWAP", () => {
  test("a stop waits outside the book until the last price reaches it, then becomes a limit order", async () => {
    const order = await place("BUY", "stop_limit_stop_limit_gtc", {
      base_size: "0.1",
      limit_price: "62000",
      stop_price: "61000",
      stop_direction: "STOP_DIRECTION_STOP_UP",
    });
    expect(order).toMatchObject({ status: "OPEN", order_type: "STOP_LIMIT", trigger_status: "STOP_PENDING" });
    expect(sandbox.book("BTC-USD").bids[0]?.price).toBe("59999.99");
    sandbox.moveMarket("BTC-USD", "61000");
    expect(await client.read(order.order_id)).toMatchObject({
      status: "FILLED",
      trigger_status: "STOP_TRIGGERED",
    });
  });

  test("a sell stop triggers when the price falls, also with good till date", async () => {
    const order = await place("SELL", "stop_limit_stop_limit_gtd", {
      base_size: "0.1",
      limit_price: "58000",
      stop_price: "59000",
      stop_direction: "STOP_DIRECTION_STOP_DOWN",
      end_time: soon(),
    });
    sandbox.moveMarket("BTC-USD", "59000.01");
    expect((await client.read(order.order_id)).status).toBe("OPEN");
    sandbox.moveMarket("BTC-USD", "58500");
    expect((await client.read(order.order_id)).status).toBe("FILLED");
  });

  test("a bracket takes its profit at its limit", async () => {
    const fields = { base_size: "0.1", limit_price: "65000", stop_trigger_price: "55000" };
    const order = await place("SELL", "trigger_bracket_gtc", fields);
    expect(order).toMatchObject({ status: "OPEN", order_type: "BRACKET", trigger_status: "STOP_PENDING" });
    sandbox.moveMarket("BTC-USD", "65000");
    expect(await client.read(order.order_id)).toMatchObject({
      status: "FILLED",
      average_filled_price: "65000",
      trigger_status: "STOP_PENDING",
    });
  });

  test("a bracket cuts its loss at its trigger", async () => {
    const fields = { base_size: "0.1", limit_price: "65000", stop_trigger_price: "55000", end_time: soon() };
    const order = await place("SELL", "trigger_bracket_gtd", fields);
    sandbox.moveMarket("BTC-USD", "54900");
    const ended = await client.read(order.order_id);
    expect(ended).toMatchObject({ status: "FILLED", trigger_status: "STOP_TRIGGERED" });
    expect(decimal(ended.average_filled_price).lt(54_900)).toBe(true);
  });

  test("a buying bracket holds enough for the limit of its trigger", async () => {
    const fields = { base_size: "0.1", limit_price: "55000", stop_trigger_price: "65000" };
    const order = await place("BUY", "trigger_bracket_gtc", fields);
    expect(order.outstanding_hold_amount).toBe(decimal("68250").times("0.1").times("1.006").toFixed());
    sandbox.moveMarket("BTC-USD", "65100");
    expect(await client.read(order.order_id)).toMatchObject({
      status: "FILLED",
      outstanding_hold_amount: "0",
    });
  });

  test("a TWAP stays open until its end", async () => {
    const order = await place("BUY", "twap_limit_gtd", {
      base_size: "0.1",
      limit_price: "61000",
      start_time: new Date(clock.now()).toISOString(),
      end_time: soon(),
      number_buckets: "2",
      bucket_size: "0.05",
      bucket_duration: "30s",
    });
    expect(order).toMatchObject({ status: "OPEN", order_type: "TWAP", filled_size: "0" });
    expect(order.order_configuration.twap_limit_gtd.bucket_duration).toBe("30s");
    clock.advance(60_000);
    expect((await client.read(order.order_id)).status).toBe("EXPIRED");
  });
});

describe("time", () => {
  test("an order is PENDING until the venue has accepted it", async () => {
    const slow = createCoinbaseSandbox({ clock, behaviour: { acceptLatencyMs: 50 } });
    const slowClient = createTestClient(slow, clock);
    const { success_response: created } = await slowClient.order(limitOrder("SELL", "50000", "0.1"));
    expect(await slowClient.read(created.order_id)).toMatchObject({ status: "PENDING", filled_size: "0" });
    clock.advance(50);
    expect((await slowClient.read(created.order_id)).status).toBe("FILLED");
  });

  test("a new order is missing from reads for the read latency", async () => {
    const late = createCoinbaseSandbox({ clock, behaviour: { readLatencyMs: 200 } });
    const lateClient = createTestClient(late, clock);
    const { success_response: created } = await lateClient.order(limitOrder("SELL", "50000", "0.1"));
    const path = `/orders/historical/${created.order_id}`;
    expect((await lateClient.get(path)).status).toBe(404);
    expect((await lateClient.get("/orders/historical/batch")).json.orders).toEqual([]);
    expect((await lateClient.get("/orders/historical/fills")).json.fills).toEqual([]);
    clock.advance(200);
    expect((await lateClient.get(path)).status).toBe(200);
  });
});

test("an order for BTC-USDC trades in the book of BTC-USD and settles in USDC", async () => {
  const before = balanceOf("USD");
  const configuration = { market_market_ioc: { base_size: "0.1" } };
  const answer = await client.order({
    product_id: "BTC-USDC",
    side: "BUY",
    order_configuration: configuration,
  });
  expect(answer.success_response.product_id).toBe("BTC-USDC");
  const order = await client.read(answer.success_response.order_id);
  expect(order).toMatchObject({ status: "FILLED", product_id: "BTC-USDC" });
  expect(balanceOf("USD")).toEqual(before);
  const left = decimal("120000.5").minus(order.total_value_after_fees).toFixed();
  expect(balanceOf("USDC").available).toBe(left);
});

function balanceOf(currency: string): { available: string; hold: string } {
  const balance = sandbox.balances().find((entry) => entry.currency === currency);
  return { available: balance?.available ?? "0", hold: balance?.hold ?? "0" };
}
