/** Retries, clock skew and rate limits with the default options, over real sockets of the sandbox. */
import { type Sandbox, type SandboxOptions, startSandbox } from "@cqvx/sandbox";
import { afterEach, describe, expect, test } from "vitest";
import { type CoinbaseClient, type CoinbaseConfig, createCoinbaseClient, type Order } from "../../index.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { BUY } from "../../testdata/sandbox/sandbox-client.ts";

const HOUR_MS = 3_600_000;

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Starts a sandbox and a client with default options. Closes both after the test. */
async function connect(
  options: SandboxOptions,
  config: CoinbaseConfig = {},
): Promise<{ readonly sandbox: Sandbox; readonly client: CoinbaseClient }> {
  const sandbox = await startSandbox(options);
  const { restUrl, wsUrls, credentials } = sandbox.coinbase;
  const client = createCoinbaseClient(
    { baseUrl: restUrl, wsUrls, credentials: credentials.ecdsa, ...config },
    { logger: false },
  );
  closing.push(
    () => sandbox.close(),
    () => client.close(),
  );
  return { sandbox, client };
}

describe("with transient faults of the venue", () => {
  test("400 reads succeed although 5 % of the requests fail", { timeout: 60_000 }, async () => {
    const { sandbox, client } = await connect({ rateLimits: false }, { rateLimit: false });
    const { orderId } = await client.placeOrder(BUY);
    const { faults, requests } = sandbox.coinbase;
    const before = requests.length;
    faults.add({ kind: "status", status: 503, share: 0.03, seed: 11 });
    faults.add({ kind: "reset", share: 0.02, seed: 12 });
    for (let count = 0; count < 400; count += 1) {
      await (count % 2 === 0 ? client.getOrder(orderId) : client.getOrderBook("BTC-USD", { depth: 1 }));
    }
    const extra = requests.length - before - 400;
    expect(extra).toBeGreaterThan(5);
    expect(extra).toBeLessThan(60);
  });

  test("an order whose reply is lost exists once and is not sent again", async () => {
    const { sandbox, client } = await connect({ rateLimits: false });
    sandbox.coinbase.faults.add({
      kind: "reset",
      handled: true,
      match: { method: "POST", path: /\/orders$/ },
    });
    const clientOrderId = "11111111-2222-4333-8444-555555555555";
    const outcome = await client
      .placeOrder({ ...BUY, clientOrderId })
      .then(({ clientOrderId: id }) => ({ clientOrderId: id }))
      .catch((error: unknown) => error);
    expect(outcome).toMatchObject({ clientOrderId });
    expect(sandbox.coinbase.orders()).toHaveLength(1);
    const posts = sandbox.coinbase.requests.filter(
      ({ method, path }) => method === "POST" && /orders$/.test(path),
    );
    expect(posts).toHaveLength(1);
  });
});

describe("with a venue whose clock differs", () => {
  const aheadBy = (ms: number): SandboxOptions => ({
    rateLimits: false,
    clock: { now: () => Date.now() + ms, monotonic: () => performance.now() },
  });

  test.each([HOUR_MS, -HOUR_MS])("reads and orders work at %d ms, and each order exists once", async (ms) => {
    const { sandbox, client } = await connect(aheadBy(ms));
    const placed = await client.placeOrder(BUY);
    expect(sandbox.coinbase.orders()).toHaveLength(1);
    expect((await client.getBalance()).assets.length).toBeGreaterThan(0);
    expect(await client.getOrder(placed.orderId)).toMatchObject({ orderId: placed.orderId });
    const refused = sandbox.coinbase.requests.filter(({ method }) => method === "POST");
    expect(refused).toHaveLength(2);
  });

  test("reads that meet the difference at once all succeed", async () => {
    const { client } = await connect(aheadBy(HOUR_MS));
    const balances = await Promise.all(Array.from({ length: 5 }, () => client.getBalance()));
    expect(balances.every(({ assets }) => assets.length > 0)).toBe(true);
  });

  test("health returns the difference, and that the key works", async () => {
    const { client } = await connect(aheadBy(HOUR_MS));
    const health = await client.health();
    expect(health).toMatchObject({ auth: "ok", canTrade: true });
    expect(Math.abs((health.clockOffsetMs ?? 0) - HOUR_MS)).toBeLessThan(2_000);
  });

  test("a stream of orders works after the difference is known", async () => {
    const { client } = await connect(aheadBy(HOUR_MS));
    await client.getBalance();
    let keep = (_order: Order): void => {};
    const first = new Promise<Order>((resolve) => {
      keep = resolve;
    });
    const { orderId } = await client.placeOrder(BUY);
    await client.subscribeOrders((order) => keep(order));
    expect(await first).toMatchObject({ orderId, symbol: "BTC-USD" });
  });

  test("a key that is refused for another reason is not retried", async () => {
    const { sandbox, client } = await connect({ rateLimits: false });
    const { keyName } = sandbox.coinbase.credentials.ecdsa;
    const { privateKey } = sandbox.coinbase.credentials.ed25519;
    const stranger = createCoinbaseClient(
      { baseUrl: sandbox.coinbase.restUrl, credentials: { keyName, privateKey } },
      { logger: false },
    );
    expect(await failureOf(stranger.placeOrder(BUY))).toMatchObject({ kind: "unauthorized", sent: "yes" });
    expect(sandbox.coinbase.requests).toHaveLength(1);
    await stranger.close();
    await client.close();
  });
});

describe("with a venue that enforces a rate limit", () => {
  test("45 reads at once never exceed it", { timeout: 20_000 }, async () => {
    const { sandbox, client } = await connect({ rateLimits: { private: { limit: 15, windowMs: 1_000 } } });
    const { orderId } = await client.placeOrder(BUY);
    await Promise.all(Array.from({ length: 45 }, () => client.getOrder(orderId)));
    expect(sandbox.coinbase.rateLimited()).toBe(0);
  });

  test("refused reads wait and succeed", async () => {
    const { sandbox, client } = await connect({ rateLimits: { private: { limit: 6, windowMs: 1_000 } } });
    const { orderId } = await client.placeOrder(BUY);
    await Promise.all(Array.from({ length: 10 }, () => client.getOrder(orderId)));
    expect(sandbox.coinbase.rateLimited()).toBeGreaterThan(0);
  });
});
