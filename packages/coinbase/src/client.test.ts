import { OrderType } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { createCoinbaseClient } from "./client.ts";
import type { CoinbaseConfig } from "./config.ts";
import { failureOf } from "./testdata/failure-of.ts";
import { limitOrder } from "./testdata/orders.ts";
import { scriptStreams } from "./testdata/scripted/scripted-streams.ts";
import { lost, type Routes, reply, replyOf, silence } from "./testdata/scripted/scripted-venue.ts";
import { CREDENTIALS, createTestClient } from "./testdata/scripted/test-client.ts";

describe("the capabilities", () => {
  const { capabilities } = createCoinbaseClient();

  test("name every method and every stream", () => {
    expect(capabilities.methods).toEqual({
      placeOrder: true,
      cancelOrder: true,
      getOrder: true,
      getOrders: true,
      getFills: true,
      getProducts: true,
      editOrder: true,
      previewOrder: true,
      getBalance: true,
      getOrderBook: true,
      health: true,
      subscribeOrderBook: true,
      subscribeOrders: true,
      subscribeTrades: true,
    });
  });

  test("name the supported order types", () => {
    const { MARKET, LIMIT, STOP_LIMIT, BRACKET, TWAP } = OrderType;
    expect([...capabilities.orderTypes].sort()).toEqual([MARKET, LIMIT, STOP_LIMIT, BRACKET, TWAP].sort());
  });
});

test("methods work without their client object", async () => {
  const { WebSocket, sockets } = scriptStreams();
  const routes: Routes = {
    "GET /time": replyOf("time"),
    "GET /accounts": replyOf("accounts-last-page"),
    "GET /key_permissions": reply({ can_trade: true }),
    "GET /portfolios": replyOf("portfolios"),
    "GET /product_book": replyOf("product-book"),
    "GET /orders/historical/batch": replyOf("orders-last-page"),
    "GET /orders/historical/fills": replyOf("fills-sized-in-quote"),
    "POST /orders": replyOf("create-order-accepted"),
    "POST /orders/preview": replyOf("preview-accepted"),
  };
  const { client, requests } = createTestClient(routes, { credentials: CREDENTIALS }, { WebSocket });
  const {
    health,
    getBalance,
    getPortfolios,
    getOrderBook,
    getOrders,
    getFills,
    placeOrder,
    previewOrder,
    subscribeTrades,
    close,
  } = client;
  await health();
  await getBalance();
  await getPortfolios();
  await getOrderBook("SOL-USD");
  await getOrders();
  await getFills();
  await placeOrder(limitOrder());
  await previewOrder(limitOrder());
  const { closed } = await subscribeTrades("SOL-USD", () => {});
  await close();
  expect(requests).toHaveLength(9);
  expect(sockets).toHaveLength(1);
  expect(await closed).toEqual({ reason: "closed" });
});

test("nothing is sent and no socket is opened before the first call", () => {
  const { WebSocket, sockets } = scriptStreams();
  const { requests, clock } = createTestClient({}, { credentials: CREDENTIALS }, { WebSocket });
  expect([requests, sockets]).toEqual([[], []]);
  expect(clock.pauses).toEqual([]);
});

describe("close", () => {
  const SILENT: Routes = { "GET /accounts": silence, "POST /orders": silence };

  test("ends running calls", async () => {
    const { client, requests } = createTestClient(SILENT);
    const balance = failureOf(client.getBalance());
    const placing = failureOf(client.placeOrder(limitOrder({ clientOrderId: "mine-5" })));
    while (requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await client.close();
    expect(await balance).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED" });
    expect(await placing).toMatchObject({ kind: "outcomeUnknown", clientOrderId: "mine-5", sent: "maybe" });
  });

  test("makes later calls reject, with nothing sent", async () => {
    const { WebSocket, sockets } = scriptStreams();
    const { client, requests } = createTestClient(SILENT, { credentials: CREDENTIALS }, { WebSocket });
    await client.close();
    await client.close();
    for (const call of [
      client.health(),
      client.getBalance(),
      client.placeOrder(limitOrder()),
      client.cancelOrder("order-1"),
      client.subscribeOrderBook("SOL-USD", () => {}),
      client.subscribeTrades("SOL-USD", () => {}),
      client.subscribeOrders(() => {}),
    ]) {
      expect(await failureOf(call)).toMatchObject({ kind: "aborted", code: "CLIENT_CLOSED", sent: "no" });
    }
    expect([requests, sockets]).toEqual([[], []]);
  });

  test("is called by disposal", async () => {
    const { client } = createTestClient(SILENT);
    await client[Symbol.asyncDispose]();
    expect(await failureOf(client.getBalance())).toMatchObject({ code: "CLIENT_CLOSED" });
  });
});

describe("calls without credentials are refused, with nothing sent", () => {
  const { WebSocket, sockets } = scriptStreams();
  const { client, requests } = createTestClient({}, {}, { WebSocket });
  test.each<[string, () => Promise<unknown>]>([
    ["getBalance", () => client.getBalance()],
    ["placeOrder", () => client.placeOrder(limitOrder())],
    ["cancelOrder", () => client.cancelOrder("order-1")],
    ["getOrder", () => client.getOrder("order-1")],
    ["getOrders", () => client.getOrders()],
    ["getFills", () => client.getFills()],
    ["getPortfolios", () => client.getPortfolios()],
    ["previewOrder", () => client.previewOrder(limitOrder())],
    ["subscribeOrders", () => client.subscribeOrders(() => {})],
  ])("%s", async (operation, call) => {
    expect(await failureOf(call())).toMatchObject({
      kind: "unauthorized",
      code: "NO_CREDENTIALS",
      operation,
      sent: "no",
    });
    expect([requests, sockets]).toEqual([[], []]);
  });
});

describe("a wrong configuration is refused with the name of the field", () => {
  test.each([
    ["retailPortfolioId", { retailPortfolioId: "../x" }],
    ["retailPortfolioId", { retailPortfolioId: "" }],
    ["retailPortfolioId", { retailPortfolioId: null }],
    ["retailPortfolioId", { retailPortfolioId: 7 }],
    ["baseUrl", { baseUrl: "http://api.coinbase.com" }],
    ["config", { passphrase: "x" }],
    ["config", null],
  ])("%s in %j", async (field, config) => {
    const creating = () => createCoinbaseClient(config as unknown as CoinbaseConfig);
    expect(await failureOf(creating)).toMatchObject({
      kind: "invalidInput",
      field,
      operation: "createCoinbaseClient",
    });
  });
});

test("a failed call does not affect the next one", async () => {
  const { client } = createTestClient(
    { "GET /accounts": [lost, replyOf("accounts-last-page")] },
    { credentials: CREDENTIALS },
  );
  await failureOf(client.getBalance());
  expect((await client.getBalance()).assets).toHaveLength(2);
});
