import { beforeEach, describe, expect, test } from "vitest";
import { createTestClient, type Json, limitOrder, type TestClient } from "../../../testing/client.ts";
import { openStream, type TestStream } from "../../../testing/streams.ts";
import { createToken } from "../../../testing/tokens.ts";
import { createManualClock, type ManualClock } from "../../../time/clock.ts";
import { type CoinbaseSandbox, createCoinbaseSandbox } from "../../coinbase-sandbox.ts";
import type { VenueBehaviour } from "../../state.ts";

let clock: ManualClock;
let sandbox: CoinbaseSandbox;
let client: TestClient;
let stream: TestStream;

function start(behaviour: Partial<VenueBehaviour> = {}): void {
  clock = createManualClock();
  sandbox = createCoinbaseSandbox({ clock, rateLimits: false, behaviour });
  sandbox.moveMarket("BTC-USD", "60000");
  client = createTestClient(sandbox, clock);
  stream = openStream(sandbox, clock, { host: "user" });
}

beforeEach(() => start());

/** Takes the orders of the new events, and expects only the user channel's. */
function takeOrders(type: "snapshot" | "update"): Json[] {
  const frames = stream.take().filter(({ channel }) => channel !== "subscriptions");
  return frames.flatMap(({ channel, events: [event] }) => {
    expect([channel, event.type]).toEqual(["user", type]);
    return event.orders;
  });
}

describe("the snapshot", () => {
  test.each([
    [0, [0]],
    [49, [49]],
    [50, [50, 0]],
    [101, [50, 50, 1]],
  ])("of %i open orders comes in messages of %j", async (count, expected) => {
    await client.order({
      ...limitOrder("SELL", "60000.01", "0.0001"),
      order_configuration: { market_market_ioc: { base_size: "0.001" } },
    });
    for (let order = 0; order < count; order++) await client.order(limitOrder("BUY", "1000", "0.001"));
    stream.subscribe("user");
    const frames = stream.take().slice(1);
    expect(frames.map(({ events: [{ orders }] }) => orders.length)).toEqual(expected);
    const ids = frames.flatMap(({ events: [{ orders }] }) => orders.map((order: Json) => order.order_id));
    const open = sandbox.orders().filter(({ status }) => status === "OPEN");
    expect(ids).toEqual(open.map(({ order_id }) => order_id));
    expect(frames[0].events[0]).toMatchObject({
      type: "snapshot",
      positions: { perpetual_futures_positions: [], expiring_futures_positions: [] },
    });
  });

  test("has the venue's fields, all of them text", async () => {
    await client.order(limitOrder("BUY", "59000", "0.5", { post_only: true }));
    stream.subscribe("user", "BTC-USD");
    expect(stream.take()[0].events).toEqual([{ subscriptions: { user: ["BTC-USD"] } }]);
    stream.subscribe("user", "BTC-USD");
    const [order] = takeOrders("snapshot");
    const [known] = sandbox.orders();
    expect(order).toEqual({
      avg_price: "0",
      cancel_reason: "",
      client_order_id: "order-1",
      completion_percentage: "0",
      contract_expiry_type: "UNKNOWN_CONTRACT_EXPIRY_TYPE",
      creation_time: known?.created_time,
      cumulative_quantity: "0",
      end_time: "0001-01-01T00:00:00Z",
      filled_value: "0",
      leaves_quantity: "0.5",
      limit_price: "59000",
      number_of_fills: "0",
      order_id: known?.order_id,
      order_side: "BUY",
      order_type: "Limit",
      outstanding_hold_amount: "29677",
      post_only: "true",
      product_id: "BTC-USD",
      product_type: "SPOT",
      reject_reason: "",
      retail_portfolio_id: sandbox.portfolioId,
      risk_managed_by: "UNKNOWN_RISK_MANAGEMENT_TYPE",
      start_time: "0001-01-01T00:00:00Z",
      status: "OPEN",
      stop_price: "",
      time_in_force: "GOOD_UNTIL_CANCELLED",
      total_fees: "0",
      total_value_after_fees: "0",
      trigger_status: "INVALID_ORDER_TYPE",
    });
  });

  test("has only the subscribed products, under their own ids", async () => {
    await client.order(limitOrder("BUY", "1000", "0.001"));
    await client.order({ ...limitOrder("BUY", "1000", "0.001"), product_id: "BTC-USDC" });
    stream.subscribe("user", "BTC-USDC", "NOPE-USD");
    expect(stream.take().at(-1).events[0].orders).toMatchObject([{ product_id: "BTC-USDC" }]);
    await client.order(limitOrder("BUY", "1000", "0.001"));
    await client.order({ ...limitOrder("BUY", "1000", "0.001"), product_id: "BTC-USDC" });
    expect(takeOrders("update")).toMatchObject([{ product_id: "BTC-USDC" }]);
  });
});

describe("an update", () => {
  beforeEach(() => {
    stream.subscribe("user");
    stream.take();
  });

  test("comes for each change: placed, partly filled, edited, filled", async () => {
    const { success_response } = await client.order(limitOrder("SELL", "60000", "1"));
    sandbox.trade("BTC-USD", { side: "BUY", size: "0.25" });
    await client.post("/orders/edit", { order_id: success_response.order_id, price: "60000", size: "0.75" });
    sandbox.trade("BTC-USD", { side: "BUY", size: "0.5" });
    expect(takeOrders("update")).toMatchObject([
      { status: "OPEN", cumulative_quantity: "0", leaves_quantity: "1", outstanding_hold_amount: "1" },
      {
        status: "OPEN",
        cumulative_quantity: "0.25",
        leaves_quantity: "0.75",
        avg_price: "60000",
        filled_value: "15000",
        number_of_fills: "1",
        total_fees: "60",
        total_value_after_fees: "14940",
        completion_percentage: "25",
      },
      { status: "OPEN", cumulative_quantity: "0.25", leaves_quantity: "0.5" },
      {
        status: "FILLED",
        cumulative_quantity: "0.75",
        leaves_quantity: "0",
        number_of_fills: "2",
        completion_percentage: "100.00",
        outstanding_hold_amount: "0",
      },
    ]);
  });

  test("has the reason of a cancel, and zero for the remainder", async () => {
    const { success_response } = await client.order(limitOrder("BUY", "59000", "1"));
    await client.post("/orders/batch_cancel", { order_ids: [success_response.order_id] });
    expect(takeOrders("update").at(-1)).toMatchObject({
      status: "CANCELLED",
      cancel_reason: "User requested cancel",
      leaves_quantity: "0",
    });
  });

  test("of a market order comes once, after its trades, and without a limit", async () => {
    const configuration = { market_market_ioc: { quote_size: "100" } };
    await client.order({ product_id: "BTC-USD", side: "BUY", order_configuration: configuration });
    const orders = takeOrders("update");
    expect(orders).toMatchObject([
      {
        status: "FILLED",
        order_type: "Market",
        limit_price: "0",
        time_in_force: "IMMEDIATE_OR_CANCEL",
        post_only: "false",
        leaves_quantity: "0",
      },
    ]);
    const [{ filled_value, total_fees, total_value_after_fees }] = orders;
    expect(Number(total_value_after_fees)).toBeCloseTo(Number(filled_value) + Number(total_fees), 10);
  });

  test("of an order sized in quote currency has its remainder in quote currency", async () => {
    sandbox.placeRestingOrder("BTC-USD", { side: "SELL", price: "60000", size: "0.001" });
    const configuration = { limit_limit_gtc: { quote_size: "120", limit_price: "60000" } };
    await client.order({ product_id: "BTC-USD", side: "BUY", order_configuration: configuration });
    expect(takeOrders("update")).toMatchObject([
      { status: "OPEN", cumulative_quantity: "0.001", filled_value: "60", leaves_quantity: "60" },
    ]);
  });

  test("reports a triggered stop, also when it then rests", async () => {
    const fields = {
      base_size: "1",
      limit_price: "60000",
      stop_price: "59000",
      stop_direction: "STOP_DIRECTION_STOP_DOWN",
    };
    const order_configuration = { stop_limit_stop_limit_gtc: fields };
    await client.order({ product_id: "BTC-USD", side: "SELL", order_configuration });
    sandbox.moveMarket("BTC-USD", "58500");
    expect(takeOrders("update")).toMatchObject([
      { order_type: "Stop Limit", stop_price: "59000", trigger_status: "STOP_PENDING", status: "OPEN" },
      { trigger_status: "STOP_TRIGGERED", status: "OPEN", cumulative_quantity: "0" },
    ]);
  });

  test("does not come for a refused order", async () => {
    expect((await client.order(limitOrder("BUY", "59000.001", "1"))).success).toBe(false);
    expect(stream.take()).toEqual([]);
  });

  test("does not come after an unsubscribe", async () => {
    await client.order(limitOrder("BUY", "59000", "1"));
    expect(takeOrders("update")).toHaveLength(1);
    const jwt = createToken(sandbox.credentials.ecdsa, undefined, clock.now());
    stream.send({ type: "unsubscribe", channel: "user", jwt });
    await client.order(limitOrder("BUY", "59000", "1"));
    expect(takeOrders("update")).toEqual([]);
  });
});

describe("delayed changes", () => {
  test("are published when they are due, without a request", async () => {
    start({ acceptLatencyMs: 300, cancelLatencyMs: 200 });
    const early = await client.order(limitOrder("BUY", "59000", "1"));
    stream.subscribe("user");
    expect(takeOrders("snapshot")).toEqual([]);
    await clock.run(300);
    expect(takeOrders("update")).toMatchObject([{ status: "OPEN" }]);
    await client.order(limitOrder("BUY", "59000", "1"));
    await client.post("/orders/batch_cancel", { order_ids: [early.success_response.order_id] });
    expect(takeOrders("update")).toMatchObject([{ status: "PENDING" }, { status: "CANCEL_QUEUED" }]);
    await clock.run(300);
    expect(takeOrders("update")).toMatchObject([{ status: "CANCELLED" }, { status: "OPEN" }]);
  });

  test("include the expiry of an order", async () => {
    const end_time = new Date(clock.now() + 60_000).toISOString();
    const configuration = { limit_limit_gtd: { base_size: "1", limit_price: "59000", end_time } };
    await client.order({ product_id: "BTC-USD", side: "BUY", order_configuration: configuration });
    stream.subscribe("user");
    expect(takeOrders("snapshot")).toMatchObject([
      { end_time: "2026-01-05T12:01:00.000Z", time_in_force: "GOOD_UNTIL_DATE_TIME" },
    ]);
    await clock.run(59_999);
    expect(stream.take()).toEqual([]);
    await clock.run(1);
    expect(takeOrders("update")).toMatchObject([{ status: "EXPIRED", leaves_quantity: "0" }]);
  });
});
