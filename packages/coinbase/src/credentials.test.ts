import { createHmac, type KeyObject } from "node:crypto";
import type { Signer } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { createCoinbaseClient } from "./client.ts";
import type { CoinbaseConfig, CoinbaseCredentials } from "./config.ts";
import { toSigner } from "./credentials.ts";
import { failureOf } from "./testdata/failure-of.ts";
import { ED25519, KEY_NAME, P256 } from "./testdata/keys/keys.ts";
import { isSignedBy, readToken } from "./testdata/keys/read-token.ts";
import { limitOrder } from "./testdata/orders.ts";
import { reply, replyOf, type ScriptedVenue, type VenueRequest } from "./testdata/scripted/scripted-venue.ts";
import { CREDENTIALS, createTestClient } from "./testdata/scripted/test-client.ts";
import { START_MS } from "./testdata/scripted/test-clock.ts";

const NOW = START_MS / 1000;
const PAGE = "orders-first-page";
const ROUTES = {
  "GET /orders/historical/batch": [replyOf(PAGE), replyOf("orders-last-page")],
  "POST /orders": replyOf("create-order-accepted"),
};

/** Returns the token of a request. */
function tokenOf(request: VenueRequest | undefined): string | undefined {
  return /^Bearer (\S+)$/.exec(request?.headers.get("authorization") ?? "")?.[1];
}

async function listAndPlace(config: CoinbaseConfig): Promise<ScriptedVenue> {
  const venue = createTestClient(ROUTES, config);
  await venue.client.getOrders({ symbols: ["SOL-USD"] });
  await venue.client.placeOrder(limitOrder());
  return venue;
}

describe("a token", () => {
  test.each<[string, string, string, KeyObject]>([
    ["P-256 key as SEC1 PEM", P256.pem, "ES256", P256.publicKey],
    ["P-256 key with literal line breaks", P256.escapedPem, "ES256", P256.publicKey],
    ["Ed25519 key of 64 bytes in base64", ED25519.pair, "EdDSA", ED25519.publicKey],
    ["Ed25519 key of 32 bytes in base64", ED25519.seed, "EdDSA", ED25519.publicKey],
    ["Ed25519 key as PKCS#8 PEM", ED25519.pem, "EdDSA", ED25519.publicKey],
  ])("by a %s verifies and has the documented claims", async (_, privateKey, alg, publicKey) => {
    const { requests } = await listAndPlace({ credentials: { keyName: KEY_NAME, privateKey } });
    expect(requests).toHaveLength(3);
    for (const request of requests) {
      expect(isSignedBy(tokenOf(request), publicKey)).toBe(true);
      const { header, claims } = readToken(tokenOf(request));
      expect(header).toEqual({ alg, typ: "JWT", kid: KEY_NAME, nonce: expect.stringMatching(/^\w{32,}$/) });
      expect(claims).toEqual({
        sub: KEY_NAME,
        iss: "cdp",
        nbf: NOW,
        exp: NOW + 120,
        uri: `${request.method} api.coinbase.com${request.path}`,
      });
    }
  });

  test("is bound to the method, the host with its port, and the path without the query", async () => {
    const { requests } = await listAndPlace({ credentials: CREDENTIALS, baseUrl: "http://127.0.0.1:8443" });
    expect(requests.map((request) => readToken(tokenOf(request)).claims.uri)).toEqual([
      "GET 127.0.0.1:8443/api/v3/brokerage/orders/historical/batch",
      "GET 127.0.0.1:8443/api/v3/brokerage/orders/historical/batch",
      "POST 127.0.0.1:8443/api/v3/brokerage/orders",
    ]);
    expect(requests[0]?.rawQuery).not.toBe("");
  });

  test("is new for each request, valid from the time of sending", async () => {
    const { client, clock, requests } = createTestClient(ROUTES);
    await client.getOrders();
    clock.advance(5_400);
    await client.placeOrder(limitOrder());
    const tokens = requests.map((request) => readToken(tokenOf(request)));
    expect(new Set(tokens.map(({ header }) => header.nonce)).size).toBe(3);
    expect(tokens.map(({ claims }) => [claims.nbf, claims.exp])).toEqual([
      [NOW, NOW + 120],
      [NOW, NOW + 120],
      [NOW + 5, NOW + 125],
    ]);
  });

  test("uses the random bytes of the runtime", async () => {
    const randomBytes = (length: number): Uint8Array => new Uint8Array(length).fill(0xab);
    const { client, requests } = createTestClient(ROUTES, { credentials: CREDENTIALS }, { randomBytes });
    await client.getOrders({ limit: 1 });
    expect(readToken(tokenOf(requests[0])).header.nonce).toBe("ab".repeat(16));
  });

  test("has a bare UUID as the name of the key", async () => {
    const keyName = "5c1d8e70-94b3-4f6e-a2d8-13b7c0e9f542";
    const { requests } = await listAndPlace({ credentials: { keyName, privateKey: ED25519.pair } });
    expect(readToken(tokenOf(requests[0]))).toMatchObject({
      header: { kid: keyName },
      claims: { sub: keyName },
    });
  });
});

describe("a legacy key", () => {
  const secret = "a-legacy-secret-of-our-own-0001";
  const stamp = String(NOW);

  test("signs timestamp, method, path and body, without the query, in hexadecimal", async () => {
    const { requests } = await listAndPlace({ credentials: { apiKey: "legacy-key-01", secret } });
    expect(requests).toHaveLength(3);
    for (const { method, path, text, headers } of requests) {
      const digest = createHmac("sha256", secret).update(`${stamp}${method}${path}${text}`).digest("hex");
      expect(headers.get("cb-access-sign")).toBe(digest);
      expect(headers.get("cb-access-timestamp")).toBe(stamp);
      expect(headers.get("cb-access-key")).toBe("legacy-key-01");
      expect(headers.has("cb-access-passphrase")).toBe(false);
      expect(headers.has("authorization")).toBe(false);
    }
  });

  test("signs the request that Coinbase published as it is published", async () => {
    const credentials = {
      apiKey: "CB",
      secret: "kv+3DPw2yHWQWkDsmpN4uXWtgtuBrFFLu7zRk9gipjdrFpUjwZ0mK6KzGAPFpxOjDLdna20xozy+9fqRU5zJZQ==",
    };
    const signer = toSigner(credentials, { venue: "coinbase", operation: "createCoinbaseClient" });
    const headers = await signer.sign({
      method: "GET",
      host: "api.coinbase.com",
      path: "/brokerage/transaction_summary?product_id=BTC-USD",
      query: "?ignored=1",
      body: "",
      timestampMs: 1_580_066_918_000,
      randomBytes: (length) => new Uint8Array(length),
    });
    expect(headers).toEqual({
      "CB-ACCESS-KEY": "CB",
      "CB-ACCESS-SIGN": "8aec032b925e03099e5957bb83c063067859b81e902899b5dbde49b3432ce26e",
      "CB-ACCESS-TIMESTAMP": "1580066918",
    });
  });

  test("with a passphrase signs for Coinbase Exchange: with the query, by the decoded secret", async () => {
    const encoded = Buffer.from(secret).toString("base64");
    const { requests } = await listAndPlace({
      credentials: { apiKey: "exchange-key-01", secret: encoded, passphrase: "open sesame" },
    });
    for (const { method, path, rawQuery, text, headers } of requests) {
      const query = rawQuery === "" ? "" : `?${rawQuery}`;
      const digest = createHmac("sha256", secret).update(`${stamp}${method}${path}${query}${text}`);
      expect(headers.get("cb-access-sign")).toBe(digest.digest("base64"));
      expect(headers.get("cb-access-passphrase")).toBe("open sesame");
    }
  });
});

describe("wrong credentials are refused at once with the name of the field, never its value", () => {
  const privateKey = ED25519.pair;
  test.each<[string, unknown]>([
    ["credentials", null],
    ["credentials", "a-key-as-one-text"],
    ["credentials", {}],
    ["credentials", { name: KEY_NAME, privateKey: ED25519.pair }],
    ["keyName", { keyName: "", privateKey }],
    ["keyName", { keyName: "a key with spaces", privateKey }],
    ["keyName", { keyName: "line\nbreak-in-name", privateKey }],
    ["keyName", { keyName: 7, privateKey }],
    ["privateKey", { keyName: KEY_NAME }],
    ["privateKey", { keyName: KEY_NAME, privateKey: "" }],
    ["privateKey", { keyName: KEY_NAME, privateKey: "not-a-private-key-canary" }],
    ["privateKey", { keyName: KEY_NAME, privateKey: ED25519.pair.slice(0, 40) }],
    ["privateKey", { keyName: KEY_NAME, privateKey: P256.pem.slice(0, 120) }],
    ["apiKey", { secret: "secret-canary-01" }],
    ["apiKey", { apiKey: "key\r\nX-Injected: 1", secret: "secret-canary-02" }],
    ["secret", { apiKey: "legacy-key-01" }],
    ["secret", { apiKey: "legacy-key-01", secret: "not base64 canary!", passphrase: "p" }],
    ["passphrase", { apiKey: "legacy-key-01", secret: "YWJj", passphrase: "" }],
  ])("%s in %j", async (field, credentials) => {
    const creating = () => createCoinbaseClient({ credentials: credentials as CoinbaseCredentials });
    const error = await failureOf(creating);
    expect(error).toMatchObject({
      kind: "invalidInput",
      field,
      venue: "coinbase",
      operation: "createCoinbaseClient",
    });
    const shown = `${JSON.stringify(error)}${error.stack}`;
    const values = typeof credentials === "string" ? [credentials] : Object.values(credentials ?? {});
    for (const value of values.map(String).filter((text) => text.length > 3)) {
      for (const line of value.split(/\r?\n/)) expect(shown).not.toContain(line);
    }
  });
});

describe("a function of credentials", () => {
  test("is called once, and again after the venue refused the credentials", async () => {
    const keys = [ED25519, P256];
    const given: string[] = [];
    const credentials = async (): Promise<CoinbaseCredentials> => {
      const next = given.length === 0 ? ED25519.pair : P256.pem;
      given.push(next);
      return { keyName: KEY_NAME, privateKey: next };
    };
    const route = [reply({ portfolios: [] }), replyOf("error-401-text"), reply({ portfolios: [] })];
    const { client, requests } = createTestClient({ "GET /portfolios": route }, { credentials });
    expect(given).toEqual([]);
    await client.getPortfolios();
    expect(await failureOf(client.getPortfolios())).toMatchObject({ kind: "unauthorized" });
    expect(given).toHaveLength(1);
    await client.getPortfolios();
    expect(given).toHaveLength(2);
    const signed = requests.filter(({ path }) => path.endsWith("/portfolios"));
    expect(signed.map((request) => keys.map((key) => isSignedBy(tokenOf(request), key.publicKey)))).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ]);
  });

  test("with a wrong result fails the call with the name of the field, with nothing sent", async () => {
    const credentials = (): CoinbaseCredentials => ({ keyName: KEY_NAME, privateKey: "canary-of-a-key" });
    const { client, requests } = createTestClient({}, { credentials });
    const error = await failureOf(client.placeOrder(limitOrder({ clientOrderId: "mine-6" })));
    expect(error).toMatchObject({
      kind: "invalidInput",
      field: "privateKey",
      operation: "placeOrder",
      clientOrderId: "mine-6",
      sent: "no",
    });
    expect(JSON.stringify(error)).not.toContain("canary-of-a-key");
    expect(requests).toEqual([]);
  });
});

test("a custom signer replaces credentials and excludes them", async () => {
  const signer: Signer = { sign: ({ path }) => ({ "x-signed": path }) };
  const { requests } = await listAndPlace({ signer });
  expect(requests.map(({ headers, path }) => headers.get("x-signed") === path)).toEqual([true, true, true]);
  const both = () => createCoinbaseClient({ signer, credentials: CREDENTIALS });
  expect(await failureOf(both)).toMatchObject({ kind: "invalidInput", field: "signer" });
});
