/** Tests that `coinbase-api` lists orders, fills, balances and market data, and passes on refusals. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type ListeningCoinbaseSandbox,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../sandbox.ts";
import { type CoinbaseApiClient, connectCoinbaseApi } from "./connect-coinbase-api.ts";

type Rest = CoinbaseApiClient["rest"];

let sandbox: Sandbox;
let venue: ListeningCoinbaseSandbox;

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ rateLimits: false, ...options });
  venue = sandbox.coinbase;
}

beforeEach(() => start());
afterEach(() => sandbox.close());

interface Page {
  readonly has_next?: boolean;
  readonly cursor?: string;
}

/** Reads every page: by `has_next` if the venue sends it, else by the cursor. */
async function everyPage<Answer extends Page>(
  read: (cursor: { readonly cursor?: string }) => Promise<Answer>,
): Promise<Answer[]> {
  const pages: Answer[] = [];
  for (let cursor: string | undefined; cursor !== ""; ) {
    const page = await read(cursor === undefined ? {} : { cursor });
    pages.push(page);
    cursor = page.has_next === false ? "" : (page.cursor ?? "");
  }
  return pages;
}

function submit(rest: Rest, side: "BUY" | "SELL", order_configuration: object) {
  const client_order_id = rest.generateNewOrderId();
  return rest.submitOrder({ client_order_id, product_id: "BTC-USD", side, order_configuration });
}

const limit = (base_size: string, limit_price: string, more: object = {}) => ({
  limit_limit_gtc: { base_size, limit_price, ...more },
});

describe.each(["ecdsa", "ed25519"] as const)("with a key of type %s", (kind) => {
  let rest: Rest;
  beforeEach(() => {
    rest = connectCoinbaseApi(sandbox, venue.credentials[kind]).rest;
  });

  test("the permissions of a key are readable", async () => {
    expect(await rest.getApiKeyPermissions()).toMatchObject({
      can_view: true,
      can_trade: true,
      can_transfer: false,
      portfolio_uuid: venue.portfolioId,
    });
  });

  test("orders come by status, and page by page to the last", async () => {
    for (const price of ["20000", "20001", "20002", "20003", "20004"]) {
      await submit(rest, "BUY", limit("0.01", price));
    }
    for (const size of ["0.1", "0.2"]) await submit(rest, "SELL", { market_market_ioc: { base_size: size } });
    const newestFirst = venue.orders().reverse();
    const read = async (order_status: string[]) => {
      const pages = await everyPage((cursor) => rest.getOrders({ order_status, limit: 2, ...cursor }));
      return pages.map(({ orders }) => orders);
    };
    const open = newestFirst.filter(({ status }) => status === "OPEN");
    expect(await read(["OPEN"])).toEqual([open.slice(0, 2), open.slice(2, 4), open.slice(4)]);
    expect((await read(["FILLED", "CANCELLED"])).flat()).toEqual(newestFirst.slice(0, 2));
    expect((await read([])).flat()).toEqual(newestFirst);
  });

  test("fills come page by page, and add up to their order to the last digit", async () => {
    await submit(rest, "SELL", { market_market_ioc: { base_size: "3.50000001" } });
    const [order = {}] = venue.orders();
    const pages = await everyPage((cursor) => rest.getFills({ limit: 4, ...cursor }));
    const fills = pages.flatMap((page) => page.fills);
    expect(pages.length).toBeGreaterThan(2);
    expect(fills).toHaveLength(Number(order.number_of_fills));
    expect(fills.every(({ order_id: id }) => id === order.order_id)).toBe(true);
    const units = (text: string, digits: number) => {
      const [whole = "", fraction = ""] = text.split(".");
      return BigInt(whole + fraction.padEnd(digits, "0"));
    };
    const sum = fills.reduce((all, { size }) => all + units(size, 8), 0n);
    expect(sum).toBe(350_000_001n);
    const fees = fills.reduce((all, { commission }) => all + units(commission, 16), 0n);
    expect(fees).toBe(units(String(order.total_fees), 16));
  });

  test("accounts come page by page, and are the venue's balances", async () => {
    await submit(rest, "BUY", limit("0.12345678", "20000.01"));
    const pages = await everyPage((cursor) => rest.getAccounts({ limit: 250, ...cursor }));
    expect(pages.map(({ size }) => size)).toEqual([250, 18]);
    const amounts = pages
      .flatMap(({ accounts }) => accounts)
      .map(({ currency, platform, available_balance: { value: available }, hold: { value: hold } }) => ({
        currency,
        platform,
        available,
        hold,
      }));
    const known = venue.balances();
    expect(amounts.filter(({ available, hold }) => available !== "0" || hold !== "0")).toEqual(known);
    expect(known).toHaveLength(6);
  });

  test("an order that is not allowed is refused with the venue's reason", async () => {
    const refused: readonly (readonly [reason: string, configuration: object])[] = [
      ["INSUFFICIENT_FUND", limit("1000", "20000")],
      ["INVALID_SIZE_PRECISION", limit("0.000000001", "20000")],
      ["INVALID_PRICE_PRECISION", limit("0.01", "20000.001")],
      ["INVALID_LIMIT_PRICE_POST_ONLY", limit("0.01", "90000", { post_only: true })],
      ["UNSUPPORTED_ORDER_CONFIGURATION", { market_market_fok: { quote_size: "10" } }],
    ];
    for (const [reason, configuration] of refused) {
      expect(await submit(rest, "BUY", configuration)).toMatchObject({
        success: false,
        error_response: { error: reason, new_order_failure_reason: reason },
      });
    }
    expect(venue.orders()).toEqual([]);
  });

  test("an unknown object is a 404, and a malformed request a 400", async () => {
    const missing = { code: 404, body: { message: "order with this orderID was not found" } };
    await expect(rest.getOrder({ order_id: "nobody" })).rejects.toMatchObject(missing);
    const unknown = { code: 404, body: { error: "NOT_FOUND" } };
    await expect(rest.getProduct({ product_id: "DOGE-USD" })).rejects.toMatchObject(unknown);
    const senseless = { code: 400, body: { error: "INVALID_ARGUMENT" } };
    await expect(rest.getOrders({ order_status: ["OPEN", "FILLED"] })).rejects.toMatchObject(senseless);
  });

  test("too many requests are a 429", async () => {
    await sandbox.close();
    await start({ rateLimits: { private: { perSecond: 0.001, burst: 1 } } });
    rest = connectCoinbaseApi(sandbox, venue.credentials[kind]).rest;
    await rest.getPortfolios();
    await expect(rest.getPortfolios()).rejects.toMatchObject({
      code: 429,
      body: { errors: [{ id: "rate_limit_exceeded" }] },
      headers: { "x-ratelimit-remaining": "0" },
    });
  });
});

test("an unknown key, or one with another key's secret, is refused", async () => {
  const { ecdsa, ed25519, viewOnly } = venue.credentials;
  const strangers = [
    { ...ecdsa, keyName: "organizations/x/apiKeys/y" },
    { ...ecdsa, privateKey: viewOnly.privateKey },
    { ...ed25519, keyName: "2f0e5c0e-0000-4000-8000-000000000000" },
  ];
  for (const key of strangers) {
    const { rest } = connectCoinbaseApi(sandbox, key);
    await expect(rest.getPortfolios()).rejects.toMatchObject({ code: 401, body: "Unauthorized\n" });
  }
});

test("a view-only key reads, and does not trade", async () => {
  const { rest } = connectCoinbaseApi(sandbox, venue.credentials.viewOnly);
  expect(await rest.getOrders()).toMatchObject({ orders: [] });
  const refusal = { code: 403, body: { error: "PERMISSION_DENIED" } };
  await expect(submit(rest, "BUY", limit("0.01", "20000"))).rejects.toMatchObject(refusal);
  expect(venue.orders()).toEqual([]);
});

test("market data is the same with a key and without: products, book, trades and time", async () => {
  const { rest } = connectCoinbaseApi(sandbox, venue.credentials.ecdsa);
  const btc = { product_id: "BTC-USD" };
  venue.trade("BTC-USD", { side: "BUY", size: "0.00012345" });
  const { products } = await rest.getProducts();
  expect(products).toHaveLength(6);
  expect((await rest.getPublicProducts()).products).toEqual(products);
  expect(await rest.getPublicProduct(btc)).toEqual(products[0]);
  const { bids, asks } = venue.book("BTC-USD");
  for (const { pricebook } of [await rest.getProductBook(btc), await rest.getPublicProductBook(btc)]) {
    expect(pricebook).toMatchObject({ product_id: "BTC-USD", bids, asks });
  }
  const { pricebooks } = await rest.getBestBidAsk({ product_ids: ["ETH-USD", "BTC-USD"] });
  expect(pricebooks[1]).toMatchObject({ bids: [bids[0]], asks: [asks[0]] });
  const trades = await rest.getMarketTrades({ ...btc, limit: 50 });
  expect(await rest.getPublicMarketTrades({ ...btc, limit: 50 })).toEqual(trades);
  expect(trades.trades).toHaveLength(50);
  expect(trades.trades[0]).toMatchObject({ size: "0.00012345", side: "SELL" });
  const { epochMillis } = await rest.getServerTime();
  expect(Math.abs(Number(epochMillis) - Date.now())).toBeLessThan(60_000);
});
