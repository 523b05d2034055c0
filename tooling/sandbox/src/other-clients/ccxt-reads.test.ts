/** Tests that `ccxt` lists orders, fills, balances and market data, and that it classifies refusals. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type ListeningCoinbaseSandbox,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../sandbox.ts";
import type { CcxtClient } from "./ccxt-client.ts";
import { connectCcxt } from "./connect-ccxt.ts";

const BTC = "BTC/USD";

let sandbox: Sandbox;
let venue: ListeningCoinbaseSandbox;

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ rateLimits: false, ...options });
  venue = sandbox.coinbase;
}

beforeEach(() => start());
afterEach(() => sandbox.close());

const idsOf = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id);
const venueIds = (status: string) =>
  venue
    .orders()
    .filter((order) => order.status === status)
    .map(({ order_id: id }) => String(id));

describe.each(["ecdsa", "ed25519"] as const)("with a key of type %s", (kind) => {
  let client: CcxtClient;
  beforeEach(() => {
    client = connectCcxt(sandbox, venue.credentials[kind]);
  });

  const buy = (amount: number, price: number, params = {}) =>
    client.createOrder(BTC, "limit", "buy", amount, price, params);

  test("orders come by status, and page by page to the last", async () => {
    for (let price = 20_000; price < 20_007; price++) await buy(0.01, price);
    for (const amount of [0.1, 0.2, 0.3]) await client.createOrder(BTC, "market", "sell", amount);
    await client.cancelOrder(venueIds("OPEN")[0] ?? "");
    const pages = { paginate: true, maxEntriesPerRequest: 2 };
    expect(idsOf(await client.fetchOpenOrders())).toEqual(venueIds("OPEN"));
    expect(idsOf(await client.fetchOpenOrders(BTC, 1, undefined, pages)).sort()).toEqual(
      venueIds("OPEN").sort(),
    );
    expect(idsOf(await client.fetchClosedOrders(BTC, 1, undefined, pages)).sort()).toEqual(
      venueIds("FILLED").sort(),
    );
    expect(idsOf(await client.fetchCanceledOrders())).toEqual(venueIds("CANCELLED"));
    expect(await client.fetchOrders(undefined, undefined, 4)).toHaveLength(4);
    const lists = venue.requests.filter(({ path }) => path.endsWith("/historical/batch"));
    expect(lists).toHaveLength(1 + 3 + 2 + 1 + 1);
  });

  test("fills come page by page, and add up to their order", async () => {
    const { id } = await client.createOrder(BTC, "market", "sell", 3.5);
    const [order = {}] = venue.orders();
    const fills = await client.fetchMyTrades(BTC, 1, undefined, { paginate: true, maxEntriesPerRequest: 4 });
    expect(fills).toHaveLength(Number(order.number_of_fills));
    expect(fills.length).toBeGreaterThan(4);
    for (const { order: of, side, takerOrMaker, price, amount, fees, info } of fills) {
      expect({ of, side, takerOrMaker }).toEqual({ of: id, side: "sell", takerOrMaker: "taker" });
      const expected = [info.price, info.size, info.commission].map(Number);
      expect([price, amount, fees[0]?.cost]).toEqual(expected);
    }
    expect(fills.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(3.5, 8);
    expect(fills.reduce((sum, { cost }) => sum + cost, 0)).toBeCloseTo(Number(order.filled_value), 6);
  });

  test("a fill sized in quote currency is converted to base currency", async () => {
    await client.createMarketBuyOrderWithCost(BTC, 500);
    const [order = {}] = venue.orders();
    const [fill] = await client.fetchMyTrades(BTC);
    expect(fill?.info).toMatchObject({ size_in_quote: true, size: order.filled_value });
    expect(fill).toMatchObject({ amount: Number(order.filled_size), cost: Number(order.filled_value) });
  });

  test("balances are the venue's, but only those of the first page of accounts", async () => {
    await buy(0.5, 20_000);
    await client.createOrder("ETH/BTC", "limit", "sell", 1.25, 0.08);
    const balances = await client.fetchBalance({ v3: true });
    const read = (currency: string) => ({ [currency]: balances[currency] });
    const known = new Map<string, { free: number; used: number; total: number }>();
    for (const { currency, available, hold } of venue.balances()) {
      const { free, used } = known.get(currency) ?? { free: 0, used: 0 };
      const sum = { free: free + Number(available), used: used + Number(hold) };
      known.set(currency, { ...sum, total: sum.free + sum.used });
    }
    expect(known.get("USDC")?.total).toBe(127_500.75);
    expect(known.get("USD")).toEqual({ free: 239_940, used: 10_060, total: 250_000 });
    for (const currency of ["BTC", "USD", "ETH", "USDC"]) {
      expect(read(currency)).toEqual({ [currency]: known.get(currency) });
    }
    // `ccxt` reads one page of 250 accounts and no more.
    expect(known.get("SOL")).toBeDefined();
    expect(balances.SOL).toBeUndefined();
  });

  test("accounts come page by page to the last", async () => {
    const accounts = await client.fetchAccounts({ paginate: true, maxEntriesPerRequest: 250 });
    const codes = new Set(accounts.map(({ code }) => code));
    for (const { currency } of venue.balances())
      expect([currency, codes.has(currency)]).toEqual([currency, true]);
    expect(accounts).toHaveLength(268);
  });

  test("an order that is not allowed is refused with an error class of `ccxt`", async () => {
    const stop = { triggerPrice: 31_000 };
    const refused: readonly (readonly [name: string, () => Promise<unknown>])[] = [
      ["InsufficientFunds", () => buy(1_000, 20_000)],
      ["InsufficientFunds", () => client.createMarketBuyOrderWithCost(BTC, 1_000_000)],
      ["ExchangeError", () => buy(0.01, 90_000, { postOnly: true })],
      ["ExchangeError", () => buy(0.00001, 20_000)],
      ["ExchangeError", () => client.createOrder(BTC, "limit", "sell", 0.01, 30_000, stop)],
      // `ccxt` refuses this order itself.
      ["InvalidOrder", () => buy(0.000000001, 20_000)],
      ["ExchangeError", () => client.fetchOrder("nobody")],
    ];
    for (const [name, ask] of refused) await expect(ask()).rejects.toMatchObject({ name });
    expect(venue.orders()).toEqual([]);
  });

  test("digits beyond the increments never reach the venue", async () => {
    await buy(0.0100000099, 20_000.004);
    expect(venue.orders()).toMatchObject([
      { order_configuration: { limit_limit_gtc: { base_size: "0.01", limit_price: "20000" } } },
    ]);
  });

  test("too many requests are a rate limit error", async () => {
    await sandbox.close();
    await start({ rateLimits: { private: { perSecond: 0.001, burst: 2 } } });
    client = connectCcxt(sandbox, venue.credentials[kind]);
    // The first of the two requests is the one for the fees, with the markets.
    await client.fetchOpenOrders();
    await expect(client.fetchOpenOrders()).rejects.toMatchObject({ name: "RateLimitExceeded" });
  });
});

test("an unknown key, or one with another key's secret, is refused", async () => {
  const { ecdsa, ed25519 } = venue.credentials;
  const strangers = [
    { ...ecdsa, keyName: "organizations/x/apiKeys/y" },
    { ...ecdsa, privateKey: venue.credentials.viewOnly.privateKey },
    { ...ed25519, keyName: "2f0e5c0e-0000-4000-8000-000000000000" },
  ];
  for (const key of strangers) {
    const client = connectCcxt(sandbox, key);
    await expect(client.fetchOpenOrders()).rejects.toMatchObject({ name: "AuthenticationError" });
  }
});

test("a view-only key reads, and does not trade", async () => {
  const client = connectCcxt(sandbox, venue.credentials.viewOnly);
  expect(await client.fetchOpenOrders()).toEqual([]);
  await expect(client.createOrder(BTC, "limit", "buy", 0.01, 20_000)).rejects.toMatchObject({
    name: "PermissionDenied",
  });
  expect(venue.orders()).toEqual([]);
});

describe("of the market", () => {
  let client: CcxtClient;
  beforeEach(() => {
    client = connectCcxt(sandbox, venue.credentials.ecdsa);
  });

  test("products have their increments, limits and fees", async () => {
    const markets = await client.loadMarkets();
    expect(Object.keys(markets)).toHaveLength(6);
    expect(markets["ETH/BTC"]).toMatchObject({
      id: "ETH-BTC",
      base: "ETH",
      quote: "BTC",
      active: true,
      maker: 0.004,
      taker: 0.006,
      precision: { amount: 1e-8, price: 1e-5 },
      limits: { amount: { min: 1e-8, max: 34_000 }, cost: { min: 1e-5, max: 3_000 } },
    });
    expect((await client.fetchTradingFees())[BTC]).toMatchObject({ maker: 0.004, taker: 0.006 });
  });

  test("the book is the venue's level by level, and so is its top", async () => {
    const { bids, asks } = venue.book("BTC-USD");
    const levels = (side: typeof bids) => side.map(({ price, size }) => [Number(price), Number(size)]);
    const book = await client.fetchOrderBook(BTC);
    expect(book).toMatchObject({ bids: levels(bids), asks: levels(asks) });
    expect(book.bids).toHaveLength(300);
    const top = { bid: Number(bids[0]?.price), ask: Number(asks[0]?.price) };
    expect((await client.fetchBidsAsks([BTC]))[BTC]).toMatchObject(top);
    expect(await client.fetchTicker(BTC)).toMatchObject({ ...top, last: Number(venue.lastPrice("BTC-USD")) });
  });

  test("trades have the side of the maker, as the venue writes it", async () => {
    const [ask] = venue.book("BTC-USD").asks;
    venue.trade("BTC-USD", { side: "BUY", size: "0.00012345" });
    const trades = await client.fetchTrades(BTC, undefined, 50);
    expect(trades).toHaveLength(50);
    expect(trades.at(-1)).toMatchObject({ side: "sell", price: Number(ask?.price), amount: 0.00012345 });
  });

  test("both clocks of the venue are read", async () => {
    const before = Math.floor(Date.now() / 1_000) * 1_000;
    for (const method of ["v2PublicGetTime", "v3PublicGetBrokerageTime"]) {
      const time = await client.fetchTime({ method });
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(Date.now());
    }
  });
});
