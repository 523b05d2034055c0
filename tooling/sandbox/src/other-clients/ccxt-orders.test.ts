/**
 * Tests that `ccxt` places, reads, edits and cancels orders, with either type of key. Its orders must match the
 * venue's.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ListeningCoinbaseSandbox, type Sandbox, startSandbox } from "../sandbox.ts";
import type { CcxtClient, CcxtOrder } from "./ccxt-client.ts";
import { connectCcxt } from "./connect-ccxt.ts";

const BTC = "BTC/USD";
const END = "2099-12-31T12:00:00Z";
const STATUSES: Readonly<Record<string, string>> = { OPEN: "open", FILLED: "closed", CANCELLED: "canceled" };

let sandbox: Sandbox;
let venue: ListeningCoinbaseSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimits: false });
  venue = sandbox.coinbase;
});

afterEach(() => sandbox.close());

type VenueOrder = ReturnType<ListeningCoinbaseSandbox["orders"]>[number];

/** Returns the fields that `ccxt` must read from one of the venue's orders. */
function asRead(order: VenueOrder): Partial<CcxtOrder> {
  return {
    id: String(order.order_id),
    clientOrderId: String(order.client_order_id),
    symbol: BTC,
    side: String(order.side).toLowerCase(),
    status: STATUSES[String(order.status)],
    filled: Number(order.filled_size),
    cost: Number(order.filled_value),
    average: Number(order.average_filled_price) || undefined,
    fees: [expect.objectContaining({ cost: Number(order.total_fees) })],
    info: order,
  };
}

type Place = (client: CcxtClient) => Promise<CcxtOrder>;
type Terms = readonly [amount: number, price?: number, params?: Readonly<Record<string, unknown>>];

const limit =
  (side: "buy" | "sell", ...terms: Terms): Place =>
  (client) =>
    client.createOrder(BTC, "limit", side, ...terms);
const STOP_DOWN = { stop_direction: "STOP_DIRECTION_STOP_DOWN" };

const KINDS: readonly (readonly [kind: string, place: Place, status: string, configuration: object])[] = [
  [
    "limit GTC",
    limit("buy", 0.01, 20_000.5),
    "OPEN",
    { limit_limit_gtc: { base_size: "0.01", limit_price: "20000.5", post_only: false } },
  ],
  [
    "limit GTC of the smallest steps",
    limit("sell", 0.00002345, 99_999.99),
    "OPEN",
    { limit_limit_gtc: { base_size: "0.00002345", limit_price: "99999.99" } },
  ],
  [
    "post-only",
    limit("buy", 0.01, 20_000, { timeInForce: "PO" }),
    "OPEN",
    { limit_limit_gtc: { post_only: true } },
  ],
  [
    "limit GTD",
    limit("buy", 0.01, 20_000, { end_time: END }),
    "OPEN",
    { limit_limit_gtd: { end_time: END } },
  ],
  [
    "limit IOC through the market",
    limit("buy", 0.5, 90_000, { timeInForce: "IOC" }),
    "FILLED",
    { sor_limit_ioc: { base_size: "0.5" } },
  ],
  [
    "limit IOC away from the market",
    limit("buy", 0.5, 20_000, { timeInForce: "IOC" }),
    "CANCELLED",
    { sor_limit_ioc: { limit_price: "20000" } },
  ],
  [
    "limit FOK",
    limit("sell", 0.5, 20_000, { timeInForce: "FOK" }),
    "FILLED",
    { limit_limit_fok: { base_size: "0.5" } },
  ],
  [
    "market sized in base",
    (client) => client.createOrder(BTC, "market", "sell", 0.75),
    "FILLED",
    { market_market_ioc: { base_size: "0.75" } },
  ],
  [
    "market sized in quote",
    (client) => client.createMarketBuyOrderWithCost(BTC, 1_234.56),
    "FILLED",
    { market_market_ioc: { quote_size: "1234.56" } },
  ],
  [
    "stop-limit GTC",
    limit("sell", 0.01, 30_000, { triggerPrice: 31_000, ...STOP_DOWN }),
    "OPEN",
    { stop_limit_stop_limit_gtc: { stop_price: "31000", limit_price: "30000", ...STOP_DOWN } },
  ],
  [
    "stop-limit GTD",
    limit("sell", 0.01, 30_000, { triggerPrice: 31_000, ...STOP_DOWN, end_time: END }),
    "OPEN",
    { stop_limit_stop_limit_gtd: { stop_price: "31000", end_time: END } },
  ],
  [
    "stop loss",
    limit("sell", 0.01, 30_000, { stopLossPrice: 31_000 }),
    "OPEN",
    { stop_limit_stop_limit_gtc: { stop_price: "31000", ...STOP_DOWN } },
  ],
  [
    "take profit",
    limit("sell", 0.01, 90_000, { takeProfitPrice: 91_000 }),
    "OPEN",
    { stop_limit_stop_limit_gtc: { stop_price: "91000", stop_direction: "STOP_DIRECTION_STOP_UP" } },
  ],
];

describe.each(["ecdsa", "ed25519"] as const)("with a key of type %s", (kind) => {
  let client: CcxtClient;
  beforeEach(() => {
    client = connectCcxt(sandbox, venue.credentials[kind]);
  });

  test.each(KINDS)(
    "a %s order is accepted with the intended terms, and read in its current state",
    async (_kind, ...expected) => {
      const [place, status, configuration] = expected;
      const placed = await place(client);
      const [order = {}, ...others] = venue.orders();
      expect(others).toEqual([]);
      expect(order).toMatchObject({ order_id: placed.id, status, order_configuration: configuration });
      expect(await client.fetchOrder(placed.id)).toMatchObject(asRead(order));
    },
  );

  test("an edit replaces price and size, and a preview of an edit only confirms that it is possible", async () => {
    const { id } = await limit("buy", 0.01, 20_000)(client);
    await client.editOrder(id, BTC, "limit", "buy", 0.025, 21_000.01, { preview: true });
    expect(await client.fetchOrder(id)).toMatchObject({ price: 20_000, amount: 0.01 });
    await client.editOrder(id, BTC, "limit", "buy", 0.025, 21_000.01);
    expect(await client.fetchOrder(id)).toMatchObject({ price: 21_000.01, amount: 0.025, remaining: 0.025 });
    expect(venue.orders()).toMatchObject([
      { order_configuration: { limit_limit_gtc: { base_size: "0.025", limit_price: "21000.01" } } },
    ]);
  });

  test("a preview of an order places nothing", async () => {
    await limit("buy", 0.01, 20_000, { preview: true })(client);
    expect(venue.orders()).toEqual([]);
  });

  test("a cancel ends one order or several, and fails for orders that have ended", async () => {
    const placed = [];
    for (const price of [20_000, 21_000, 22_000]) placed.push((await limit("buy", 0.01, price)(client)).id);
    const [first = "", ...others] = placed;
    expect(await client.cancelOrder(first)).toMatchObject({ id: first });
    expect(venue.orders().map(({ status }) => status)).toEqual(["CANCELLED", "OPEN", "OPEN"]);
    expect((await client.cancelOrders(others)).map(({ id }) => id)).toEqual(others);
    expect(venue.orders().map(({ status }) => status)).toEqual(Array(3).fill("CANCELLED"));
    await expect(client.cancelOrder(first)).rejects.toMatchObject({ name: "BadRequest" });
  });
});
