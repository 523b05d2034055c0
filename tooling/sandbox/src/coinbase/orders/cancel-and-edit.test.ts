import { beforeEach, describe, expect, test } from "vitest";
import { createTestClient, type Json, limitOrder, type TestClient } from "../../testing/client.ts";
import { createManualClock, type ManualClock } from "../../time/clock.ts";
import { type CoinbaseSandbox, createCoinbaseSandbox } from "../coinbase-sandbox.ts";

let clock: ManualClock;
let sandbox: CoinbaseSandbox;
let client: TestClient;

beforeEach(() => {
  clock = createManualClock();
  start({});
});

function start(behaviour: { cancelLatencyMs?: number; acceptLatencyMs?: number }): void {
  sandbox = createCoinbaseSandbox({ clock, rateLimits: false, behaviour });
  client = createTestClient(sandbox, clock);
  sandbox.moveMarket("BTC-USD", "60000");
}

async function place(body: Json): Promise<string> {
  return (await client.order(body)).success_response.order_id;
}

async function cancel(...orderIds: string[]): Promise<Json[]> {
  return (await client.post("/orders/batch_cancel", { order_ids: orderIds })).json.results;
}

async function edit(orderId: string, price: string, size: string): Promise<Json> {
  return (await client.post("/orders/edit", { order_id: orderId, price, size })).json;
}

describe("cancels", () => {
  test("every id has its own result", async () => {
    const open = await place(limitOrder("BUY", "50000", "0.1"));
    const filled = await place(limitOrder("BUY", "61000", "0.1"));
    expect(await cancel(open, filled, "nobody", open)).toEqual([
      { success: true, failure_reason: "UNKNOWN_CANCEL_FAILURE_REASON", order_id: open },
      { success: false, failure_reason: "ORDER_IS_FULLY_FILLED", order_id: filled },
      { success: false, failure_reason: "UNKNOWN_CANCEL_ORDER", order_id: "nobody" },
      { success: false, failure_reason: "UNKNOWN_CANCEL_ORDER", order_id: open },
    ]);
    expect(await client.read(open)).toMatchObject({
      status: "CANCELLED",
      cancel_message: "User requested cancel",
      outstanding_hold_amount: "0",
    });
  });

  test("a cancel with latency is queued, and the order can still fill", async () => {
    start({ cancelLatencyMs: 100 });
    const [lucky, other] = [
      await place(limitOrder("BUY", "59000", "0.1")),
      await place(limitOrder("BUY", "50000", "0.1")),
    ];
    expect(await cancel(lucky, other)).toMatchObject([{ success: true }, { success: true }]);
    expect(await client.read(lucky)).toMatchObject({ status: "CANCEL_QUEUED", pending_cancel: true });
    expect(await cancel(lucky)).toMatchObject([{ failure_reason: "DUPLICATE_CANCEL_REQUEST" }]);
    sandbox.moveMarket("BTC-USD", "58000");
    clock.advance(100);
    expect(await client.read(lucky)).toMatchObject({ status: "FILLED", pending_cancel: false });
    expect(await client.read(other)).toMatchObject({ status: "CANCELLED", pending_cancel: false });
  });

  test("an order that is still pending can be cancelled", async () => {
    start({ acceptLatencyMs: 100, cancelLatencyMs: 50 });
    const orderId = await place(limitOrder("BUY", "61000", "0.1"));
    expect(await cancel(orderId)).toMatchObject([{ success: true }]);
    expect((await client.read(orderId)).status).toBe("PENDING");
    clock.advance(100);
    expect(await client.read(orderId)).toMatchObject({ status: "CANCELLED", filled_size: "0" });
  });
});

describe("edits", () => {
  test("price, size and hold are replaced", async () => {
    const orderId = await place(limitOrder("BUY", "50000", "0.1"));
    expect(await edit(orderId, "40000", "0.2")).toEqual({ success: true, errors: [] });
    expect(await client.read(orderId)).toMatchObject({
      status: "OPEN",
      outstanding_hold_amount: "8048",
      order_configuration: { limit_limit_gtc: { base_size: "0.2", limit_price: "40000" } },
      edit_history: [{ price: "40000", size: "0.2" }],
    });
  });

  test("a price that crosses trades at once", async () => {
    const orderId = await place(limitOrder("BUY", "50000", "0.01"));
    await edit(orderId, "60500", "0.01");
    expect((await client.read(orderId)).status).toBe("FILLED");
  });

  test("a smaller size keeps its place in the queue, a larger one goes to its end", async () => {
    const orderId = await place(limitOrder("BUY", "60000", "1"));
    sandbox.placeRestingOrder("BTC-USD", { side: "BUY", price: "60000", size: "1" });
    await edit(orderId, "60000", "0.5");
    sandbox.trade("BTC-USD", { side: "SELL", size: "0.1" });
    expect((await client.read(orderId)).filled_size).toBe("0.1");
    await edit(orderId, "60000", "0.8");
    sandbox.trade("BTC-USD", { side: "SELL", size: "0.1" });
    expect((await client.read(orderId)).filled_size).toBe("0.1");
  });

  test("a preview estimates the cost of the edited order and changes nothing", async () => {
    const orderId = await place(limitOrder("BUY", "50000", "0.1"));
    const preview = async (price: string, size: string) =>
      (await client.post("/orders/edit_preview", { order_id: orderId, price, size })).json;
    expect(await preview("40000", "0.2")).toEqual({
      errors: [],
      slippage: "0",
      order_total: "8032",
      commission_total: "32",
      quote_size: "8000",
      base_size: "0.2",
      best_bid: "59999.99",
      best_ask: "60000.01",
      average_filled_price: "0",
    });
    expect(await preview("50000", "100")).toMatchObject({
      order_total: "",
      errors: [{ preview_failure_reason: "PREVIEW_INSUFFICIENT_FUND" }],
    });
    expect(await client.read(orderId)).toMatchObject({
      edit_history: [],
      outstanding_hold_amount: "5030",
      order_configuration: { limit_limit_gtc: { base_size: "0.1", limit_price: "50000" } },
    });
  });

  test("only the last five edits are kept", async () => {
    const orderId = await place(limitOrder("BUY", "50000", "0.1"));
    for (const price of ["1", "2", "3", "4", "5", "6"]) await edit(orderId, `5000${price}`, "0.1");
    const { edit_history: edits } = await client.read(orderId);
    expect(edits.map(({ price }: Json) => price)).toEqual(["50002", "50003", "50004", "50005", "50006"]);
  });

  test("a refused edit names its reason", async () => {
    const open = await place(limitOrder("BUY", "60000", "1", { post_only: true }));
    const filled = await place(limitOrder("BUY", "61000", "0.1"));
    sandbox.trade("BTC-USD", { side: "SELL", size: "0.4" });
    const stop = await place({
      product_id: "BTC-USD",
      side: "BUY",
      order_configuration: {
        trigger_bracket_gtc: { base_size: "0.1", limit_price: "50000", stop_trigger_price: "70000" },
      },
    });
    const reasonOf = async (orderId: string, price: string, size: string) => {
      const { success, errors } = await edit(orderId, price, size);
      expect(success).toBe(false);
      const { edit_failure_reason: reason, preview_failure_reason: preview } = errors[0];
      return reason.startsWith("UNKNOWN_") ? preview : reason;
    };
    expect(await reasonOf("nobody", "1", "1")).toBe("ORDER_NOT_FOUND");
    expect(await reasonOf(filled, "1", "1")).toBe("ONLY_OPEN_ORDERS_CAN_BE_EDITED");
    expect(await reasonOf(stop, "1", "1")).toBe("ONLY_LIMIT_ORDER_EDITS_SUPPORTED");
    expect(await reasonOf(open, "0.001", "1")).toBe("INVALID_EDITED_PRICE");
    expect(await reasonOf(open, "59000", "")).toBe("INVALID_EDITED_SIZE");
    expect(await reasonOf(open, "59000", "0.4")).toBe("CANNOT_EDIT_TO_BELOW_FILLED_SIZE");
    expect(await reasonOf(open, "60000", "1")).toBe("EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST");
    expect(await reasonOf(open, "61000", "1")).toBe("PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY");
    expect(await reasonOf(open, "59000", "100")).toBe("PREVIEW_INSUFFICIENT_FUND");
  });
});
