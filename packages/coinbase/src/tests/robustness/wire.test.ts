/** Requests of the platform's fetch, as a server receives them. */
import { verify } from "node:crypto";
import { OrderSide, OrderStatus, OrderType } from "@cqvx/core";
import { HttpResponse, http } from "msw/http";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createCoinbaseClient } from "../../client.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { readFixture } from "../../testdata/fixtures/fixtures.ts";
import { ED25519, KEY_NAME } from "../../testdata/keys/keys.ts";

const BASE = "https://api.coinbase.com/api/v3/brokerage";
const server = setupServer();

beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const client = createCoinbaseClient(
  { credentials: { keyName: KEY_NAME, privateKey: ED25519.pair } },
  { logger: false },
);
const ORDER = {
  symbol: "SOL-USD",
  side: OrderSide.SELL,
  type: OrderType.LIMIT,
  quantity: "3.10",
  price: "171.250",
  clientOrderId: "mine-9",
};

/** Returns the claims of a request's token when its signature is valid. */
function claimsOf({ headers }: Request): Record<string, unknown> | undefined {
  const token = (headers.get("authorization") ?? "").replace("Bearer ", "");
  const [header = "", claims = "", signature = ""] = token.split(".");
  const signed = Buffer.from(`${header}.${claims}`);
  const isGood = verify(null, signed, ED25519.publicKey, Buffer.from(signature, "base64url"));
  return isGood ? JSON.parse(Buffer.from(claims, "base64url").toString()) : undefined;
}

test("an order arrives once, as signed JSON", async () => {
  const seen: Request[] = [];
  const bodies: string[] = [];
  server.use(
    http.post(`${BASE}/orders`, async ({ request }) => {
      seen.push(request);
      bodies.push(await request.text());
      return HttpResponse.json(readFixture("create-order-accepted").input);
    }),
  );
  const report = await client.placeOrder(ORDER);
  expect(report).toMatchObject({ status: OrderStatus.SUBMITTED, clientOrderId: "mine-9" });
  const [request] = seen;
  expect(seen).toHaveLength(1);
  expect(request?.url).toBe(`${BASE}/orders`);
  expect(request?.headers.get("content-type")).toBe("application/json");
  expect(request?.headers.get("accept")).toBe("application/json");
  expect(request && claimsOf(request)?.uri).toBe("POST api.coinbase.com/api/v3/brokerage/orders");
  expect(JSON.parse(bodies.join())).toEqual({
    client_order_id: "mine-9",
    product_id: "SOL-USD",
    side: "SELL",
    order_configuration: {
      limit_limit_gtc: { base_size: "3.10", limit_price: "171.250", post_only: false },
    },
  });
});

test("a query arrives encoded and is not in the token", async () => {
  const seen: Request[] = [];
  server.use(
    http.get(`${BASE}/orders/historical/batch`, ({ request }) => {
      seen.push(request);
      const page = seen.length === 1 ? "orders-first-page" : "orders-last-page";
      return HttpResponse.json(readFixture(page).input);
    }),
  );
  expect(await client.getOrders({ symbols: ["SOL-USD", "ETH-EUR"] })).toHaveLength(3);
  expect(seen.map(({ url }) => new URL(url).search)).toEqual([
    "?product_ids=SOL-USD&product_ids=ETH-EUR&limit=250",
    "?product_ids=SOL-USD&product_ids=ETH-EUR&limit=250&cursor=MTIz%2B%2F%3D%26c",
  ]);
  for (const request of seen) {
    expect(claimsOf(request)?.uri).toBe("GET api.coinbase.com/api/v3/brokerage/orders/historical/batch");
    expect(request.headers.has("content-type")).toBe(false);
    expect(request.body).toBeNull();
  }
});

test("public data is requested without a key", async () => {
  const seen: Request[] = [];
  server.use(
    http.get(`${BASE}/market/product_book`, ({ request }) => {
      seen.push(request);
      return HttpResponse.json(readFixture("product-book").input);
    }),
  );
  await createCoinbaseClient({}, { logger: false }).getOrderBook("SOL-USD");
  expect(seen.map(({ headers }) => [headers.get("authorization"), headers.get("cache-control")])).toEqual([
    [null, "no-cache"],
  ]);
});

test("a connection that breaks during an order leaves its outcome unknown without a retry", async () => {
  let requests = 0;
  server.use(
    http.post(`${BASE}/orders`, () => {
      requests += 1;
      return HttpResponse.error();
    }),
  );
  expect(await failureOf(client.placeOrder(ORDER))).toMatchObject({
    kind: "outcomeUnknown",
    sent: "maybe",
    clientOrderId: "mine-9",
  });
  expect(requests).toBe(1);
});

test("a redirect is not followed", async () => {
  let followed = false;
  server.use(
    http.get(`${BASE}/accounts`, () => HttpResponse.redirect("https://elsewhere.example/accounts", 302)),
    http.get("https://elsewhere.example/accounts", () => {
      followed = true;
      return HttpResponse.json({ accounts: [], has_next: false });
    }),
  );
  expect(await failureOf(client.getBalance())).toMatchObject({ code: "REDIRECT_REFUSED", status: 302 });
  expect(followed).toBe(false);
});
