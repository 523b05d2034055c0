import { describe, expect, test } from "vitest";
import { createTestClient, type Json, limitOrder, ORIGIN } from "../../testing/client.ts";
import { createManualClock } from "../../time/clock.ts";
import { createCoinbaseSandbox } from "../coinbase-sandbox.ts";

const clock = createManualClock();
const sandbox = createCoinbaseSandbox({ clock, rateLimits: false });
const client = createTestClient(sandbox, clock);

/** Reads every page, as a client has to. */
async function allPages(path: string, list: string, more: (page: Json) => boolean): Promise<Json[][]> {
  const pages: Json[][] = [];
  for (let cursor = ""; ; ) {
    const join = path.includes("?") ? "&" : "?";
    const { json } = await client.get(
      cursor === "" ? path : `${path}${join}cursor=${encodeURIComponent(cursor)}`,
    );
    pages.push(json[list]);
    if (!more(json)) return pages;
    cursor = json.cursor;
  }
}

describe("accounts", () => {
  test("come 49 a page by default and 250 at most, so one page misses balances", async () => {
    const pages = await allPages("/accounts", "accounts", (page) => page.has_next);
    expect(pages[0]).toHaveLength(49);
    expect(pages.length).toBeGreaterThan(5);
    const large = await allPages("/accounts?limit=1000", "accounts", (page) => page.has_next);
    expect(large.map((page) => page.length)).toEqual([250, 18]);
    const accounts = pages.flat();
    expect(accounts).toEqual(large.flat());
    expect(new Set(accounts.map(({ uuid }) => uuid)).size).toBe(accounts.length);
    const funded = (page: Json[]) => page.filter(({ available_balance: { value } }) => value !== "0");
    expect(funded(large[1] ?? []).map(({ currency }) => currency)).toEqual(["SOL"]);
    expect(accounts.filter(({ currency }) => currency === "USDC").map(({ platform }) => platform)).toEqual([
      "ACCOUNT_PLATFORM_CONSUMER",
      "ACCOUNT_PLATFORM_CFM_CONSUMER",
    ]);
  });

  test("one account by its id", async () => {
    const { json } = await client.get("/accounts?limit=2");
    expect(json.accounts[1]).toMatchObject({
      currency: "USD",
      name: "Cash (USD)",
      type: "ACCOUNT_TYPE_FIAT",
      available_balance: { value: "250000", currency: "USD" },
      hold: { value: "0", currency: "USD" },
      deleted_at: null,
    });
    const one = await client.get(`/accounts/${json.accounts[1].uuid}`);
    expect(one.json.account).toEqual(json.accounts[1]);
    expect((await client.get("/accounts/nobody")).status).toBe(404);
  });

  test("opening balances can be chosen", () => {
    const poor = createCoinbaseSandbox({ balances: { USD: "1.5", USDC: "0" } });
    expect(poor.balances()).toContainEqual({
      currency: "USD",
      platform: "ACCOUNT_PLATFORM_CONSUMER",
      available: "1.5",
      hold: "0",
    });
  });
});

describe("orders and fills", () => {
  test("pages stay consistent, newest first, when orders are added between them", async () => {
    for (let count = 0; count < 7; count++) await client.order(limitOrder("BUY", `4000${count}`, "0.1"));
    const first = (await client.get("/orders/historical/batch?limit=3")).json;
    await client.order(limitOrder("SELL", "90000", "0.1"));
    const path = `/orders/historical/batch?limit=3&cursor=${encodeURIComponent(first.cursor)}`;
    const second = (await client.get(path)).json;
    const prices = [...first.orders, ...second.orders].map(
      ({ order_configuration: { limit_limit_gtc: limit } }) => limit.limit_price,
    );
    expect(prices).toEqual(["40006", "40005", "40004", "40003", "40002", "40001"]);
    expect(second).toMatchObject({ has_next: true, proof_token_required: false, sequence: "0" });
    const pages = await allPages("/orders/historical/batch?limit=3", "orders", (page) => page.has_next);
    expect(pages.map((page) => page.length)).toEqual([3, 3, 2]);
  });

  test.each<[string, number]>([
    ["order_side=SELL", 1],
    ["product_ids=BTC-USD&product_ids=ETH-USD", 8],
    ["product_ids=ETH-USD", 0],
    ["product_id=ETH-USD", 8],
    ["order_status=OPEN", 8],
    ["order_status=FILLED&order_status=CANCELLED", 0],
    ["order_types=LIMIT", 8],
    ["time_in_forces=FILL_OR_KILL", 0],
    ["product_type=FUTURE", 0],
    ["order_placement_source=RETAIL_SIMPLE", 0],
    [`start_date=${encodeURIComponent(new Date(clock.now()).toISOString())}`, 8],
    [`end_date=${encodeURIComponent(new Date(clock.now()).toISOString())}`, 0],
  ])("the filter %s finds %i", async (query, count) => {
    const { json } = await client.get(`/orders/historical/batch?${query}`);
    expect(json.orders).toHaveLength(count);
  });

  test.each([
    "order_status=SOMETHING",
    "order_status=OPEN&order_status=FILLED",
    "limit=many",
    "cursor=broken",
    "start_date=yesterday",
    "start_date=2026-01-01T00:00:00+00:00",
  ])("the filter %s is refused", async (query) => {
    expect((await client.get(`/orders/historical/batch?${query}`)).status).toBe(400);
  });

  test("fills have a cursor and no has_next: an empty page can follow a full one", async () => {
    const configuration = { market_market_ioc: { base_size: "0.001" } };
    const sell = () =>
      client.order({ product_id: "BTC-USD", side: "SELL", order_configuration: configuration });
    for (let count = 0; count < 4; count++) await sell();
    const pages = await allPages("/orders/historical/fills?limit=2", "fills", (page) => page.cursor !== "");
    expect(pages.map((page) => page.length)).toEqual([2, 2, 0]);
    const fills = pages.flat();
    expect(new Set(fills.map(({ entry_id }) => entry_id)).size).toBe(4);
    expect(fills[0]).toMatchObject({
      trade_type: "FILL",
      side: "SELL",
      product_id: "BTC-USD",
      size: "0.001",
    });
    const found = async (query: string) =>
      (await client.get(`/orders/historical/fills?${query}`)).json.fills.length;
    expect(await found(`trade_ids=${fills[0].trade_id}`)).toBe(1);
    expect(await found("product_ids=ETH-USD")).toBe(0);
    expect(await found("order_side=BUY")).toBe(0);
    expect(await found("order_types=LIMIT")).toBe(0);
    expect(await found(`start_sequence_timestamp=${new Date(clock.now() + 1).toISOString()}`)).toBe(0);
    expect(await found(`end_sequence_timestamp=${new Date(clock.now()).toISOString()}`)).toBe(0);
  });

  test("an unknown order and a client's id are 404s", async () => {
    for (const id of ["nobody", "order-1", "%E0%A4%A"]) {
      expect((await client.get(`/orders/historical/${id}`)).status).toBe(404);
    }
    expect((await client.get("/orders/historical/nobody")).json).toMatchObject({
      error: "unknown",
      error_details: "order with this orderID was not found",
    });
  });
});

describe("the rest of the profile", () => {
  test("portfolios, permissions and fees", async () => {
    expect((await client.get("/portfolios")).json.portfolios).toMatchObject([
      { uuid: sandbox.portfolioId, type: "DEFAULT" },
    ]);
    expect((await client.get("/portfolios?portfolio_type=INTX")).json.portfolios).toEqual([]);
    expect((await client.get("/key_permissions")).json).toEqual({
      can_view: true,
      can_trade: true,
      can_transfer: false,
      portfolio_uuid: sandbox.portfolioId,
      portfolio_type: "DEFAULT",
    });
    const { json } = await client.get("/transaction_summary");
    expect(json.fee_tier).toMatchObject({ taker_fee_rate: "0.006", maker_fee_rate: "0.004" });
    expect(json.total_volume).toBeTypeOf("number");
  });

  test("reading the time needs no key, and its numbers are text", async () => {
    const response = await sandbox.fetch(`${ORIGIN}/api/v3/brokerage/time`);
    const milliseconds = String(clock.now());
    expect(await response.json()).toEqual({
      iso: "2026-01-05T12:00:00Z",
      epochSeconds: milliseconds.slice(0, -3),
      epochMillis: milliseconds,
    });
    expect(response.headers.get("date")).toBe(new Date(clock.now()).toUTCString());
  });
});
