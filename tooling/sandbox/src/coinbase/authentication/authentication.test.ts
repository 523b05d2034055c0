import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { BROKERAGE, createTestClient, ORIGIN } from "../../testing/client.ts";
import { createToken, type TokenParts } from "../../testing/tokens.ts";
import { createManualClock } from "../../time/clock.ts";
import { createCoinbaseSandbox } from "../coinbase-sandbox.ts";

const clock = createManualClock();
const sandbox = createCoinbaseSandbox({ clock, rateLimits: false });
const { credentials } = sandbox;
const PATH = `${BROKERAGE}/accounts`;
const URI = `GET api.coinbase.com${PATH}`;
const seconds = clock.now() / 1_000;

async function statusWith(headers: Record<string, string>, path = PATH): Promise<number> {
  return (await sandbox.fetch(`${ORIGIN}${path}`, { headers })).status;
}

async function statusOf(parts: TokenParts, uri = URI, path = PATH): Promise<number> {
  const token = createToken(credentials.ecdsa, uri, clock.now(), parts);
  return statusWith({ authorization: `Bearer ${token}` }, path);
}

describe("CDP tokens", () => {
  test.each(["ecdsa", "ed25519", "viewOnly"] as const)("a token of the %s key is accepted", async (name) => {
    const client = createTestClient(sandbox, clock, { key: credentials[name] });
    expect((await client.get("/accounts")).status).toBe(200);
  });

  test("the token forms of other clients are accepted: older issuer, audience, list of uris, issue time", async () => {
    const older = { iss: "coinbase-cloud", aud: ["retail_rest_api_proxy"] };
    expect(await statusOf({ claims: older })).toBe(200);
    const newer = { aud: ["cdp_service"], uri: undefined, uris: [URI], iat: seconds };
    expect(await statusOf({ claims: newer })).toBe(200);
    expect(await statusOf({ header: { nonce: undefined } })).toBe(200);
  });

  test("the uri excludes the query", async () => {
    expect(await statusOf({}, URI, `${PATH}?limit=2`)).toBe(200);
    expect(await statusOf({}, `${URI}?limit=2`, `${PATH}?limit=2`)).toBe(401);
  });

  test.each<[string, TokenParts]>([
    ["an unknown key", { header: { kid: "organizations/1/apiKeys/2" } }],
    ["a nonce that is no text and a wrong life", { header: { nonce: 1 }, claims: { exp: seconds + 999 } }],
    ["no algorithm", { header: { alg: "none" } }],
    ["the algorithm of another type of key", { header: { alg: "EdDSA" } }],
    ["a subject that is not the key", { claims: { sub: "somebody" } }],
    ["an unknown issuer", { claims: { iss: "example" } }],
    ["an unknown audience", { claims: { aud: ["example"] } }],
    ["an audience that is no list", { claims: { aud: "cdp_service" } }],
    ["times that are text", { claims: { exp: "soon" } }],
    ["a start in the future", { claims: { nbf: seconds + 30, exp: seconds + 150 } }],
    ["an end in the past", { claims: { nbf: seconds - 150, exp: seconds - 30 } }],
    ["a life of an hour", { claims: { exp: seconds + 3_600 } }],
    ["the uri of another path", { claims: { uri: `GET api.coinbase.com${BROKERAGE}/orders` } }],
    ["the uri of another method", { claims: { uri: `POST api.coinbase.com${PATH}` } }],
    ["the uri of another host", { claims: { uri: `GET api.example.com${PATH}` } }],
    ["a uri with a scheme", { claims: { uri: `GET https://api.coinbase.com${PATH}` } }],
    ["no uri", { claims: { uri: undefined } }],
  ])("a token with %s is refused", async (_, parts) => {
    expect(await statusOf(parts)).toBe(401);
  });

  test("a token whose claims were changed after signing is refused", async () => {
    const [header = "", , signature = ""] = createToken(credentials.ecdsa, URI, clock.now()).split(".");
    const [, claims = ""] = createToken(credentials.ecdsa, URI, clock.now() + 1_000).split(".");
    expect(await statusWith({ authorization: `Bearer ${header}.${claims}.${signature}` })).toBe(401);
  });

  test("a token signed by another key is refused", async () => {
    const forged = { keyName: credentials.ecdsa.keyName, privateKey: credentials.viewOnly.privateKey };
    const token = createToken(forged, URI, clock.now());
    expect(await statusWith({ authorization: `Bearer ${token}` })).toBe(401);
  });

  test.each(["", "Basic abc", "Bearer abc", "Bearer a.b.c", "Bearer bnVsbA.bnVsbA.x", "Bearer e30.e30."])(
    "the header %j is refused in plain text",
    async (authorization) => {
      const response = await sandbox.fetch(`${ORIGIN}${PATH}`, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get("content-type")).toContain("text/plain");
      expect(await response.text()).toBe("Unauthorized\n");
    },
  );

  test("a nonce can be used once, unless that rule is off", async () => {
    const authorization = `Bearer ${createToken(credentials.ecdsa, URI, clock.now())}`;
    expect(await statusWith({ authorization })).toBe(200);
    expect(await statusWith({ authorization })).toBe(401);
    const lenient = createCoinbaseSandbox({ clock, rejectReusedNonce: false });
    for (let attempt = 0; attempt < 2; attempt++) {
      expect((await lenient.fetch(`${ORIGIN}${PATH}`, { headers: { authorization } })).status).toBe(200);
    }
  });

  test("nonces are forgotten after every token with them has expired", async () => {
    const moving = createManualClock();
    const venue = createCoinbaseSandbox({ clock: moving, rateLimits: false });
    const statusNow = async () => {
      const token = createToken(credentials.ecdsa, URI, moving.now(), { header: { nonce: "once" } });
      const headers = { authorization: `Bearer ${token}` };
      return (await venue.fetch(`${ORIGIN}${PATH}`, { headers })).status;
    };
    expect(await statusNow()).toBe(200);
    moving.advance(125_000);
    expect(await statusNow()).toBe(401);
    moving.advance(10_000);
    expect(await statusNow()).toBe(200);
  });

  test("a key without the permission to trade can read but not place orders", async () => {
    const client = createTestClient(sandbox, clock, { key: credentials.viewOnly });
    const permissions = await client.get("/key_permissions");
    expect(permissions.json).toMatchObject({ can_view: true, can_trade: false, can_transfer: false });
    const refused = await client.post("/orders/batch_cancel", { order_ids: ["1"] });
    expect(refused).toMatchObject({ status: 403, json: { error: "PERMISSION_DENIED" } });
  });
});

describe("HMAC headers", () => {
  const { legacy, exchange } = credentials;
  const sign = (key: string | Buffer, message: string, encoding: "hex" | "base64") =>
    createHmac("sha256", key).update(message).digest(encoding);
  const legacyHeaders = (message: string, timestamp = String(seconds)) => ({
    "cb-access-key": legacy.apiKey,
    "cb-access-timestamp": timestamp,
    "cb-access-sign": sign(legacy.secret, timestamp + message, "hex"),
  });
  const exchangeHeaders = (message: string, passphrase = exchange.passphrase) => ({
    "cb-access-key": exchange.apiKey,
    "cb-access-timestamp": String(seconds),
    "cb-access-passphrase": passphrase,
    "cb-access-sign": sign(Buffer.from(exchange.secret, "base64"), seconds + message, "base64"),
  });

  test("a legacy signature is accepted, with the query or without it", async () => {
    expect(await statusWith(legacyHeaders(`GET${PATH}`), `${PATH}?limit=2`)).toBe(200);
    expect(await statusWith(legacyHeaders(`GET${PATH}?limit=2`), `${PATH}?limit=2`)).toBe(200);
  });

  test("the body is signed", async () => {
    const path = `${BROKERAGE}/orders/batch_cancel`;
    const body = '{"order_ids":["1"]}';
    const statusFor = async (sent: string) => {
      const headers = legacyHeaders(`POST${path}${body}`);
      return (await sandbox.fetch(`${ORIGIN}${path}`, { method: "POST", headers, body: sent })).status;
    };
    expect(await statusFor(body)).toBe(200);
    expect(await statusFor(`${body} `)).toBe(401);
  });

  test.each([
    ["another path", legacyHeaders(`GET${BROKERAGE}/orders`)],
    ["an old timestamp", legacyHeaders(`GET${PATH}`, String(seconds - 31))],
    ["a timestamp in milliseconds", legacyHeaders(`GET${PATH}`, String(clock.now()))],
    ["a timestamp that is no number", legacyHeaders(`GET${PATH}`, "now")],
    ["an unknown key", { ...legacyHeaders(`GET${PATH}`), "cb-access-key": "nobody" }],
    ["no signature", { ...legacyHeaders(`GET${PATH}`), "cb-access-sign": "" }],
    ["the wrong passphrase", exchangeHeaders(`GET${PATH}`, "open sesame")],
    ["the key of the other dialect", { ...exchangeHeaders(`GET${PATH}`), "cb-access-key": legacy.apiKey }],
  ])("a signature with %s is refused", async (_, headers) => {
    expect(await statusWith(headers)).toBe(401);
  });

  test("an Exchange signature is accepted, with its passphrase and its query", async () => {
    expect(await statusWith(exchangeHeaders(`GET${PATH}`))).toBe(200);
    expect(await statusWith(exchangeHeaders(`GET${PATH}?limit=2`), `${PATH}?limit=2`)).toBe(200);
    expect(await statusWith(exchangeHeaders(`GET${PATH}`), `${PATH}?limit=2`)).toBe(401);
  });
});

test("the log holds fingerprints instead of secrets, equal for equal secrets", async () => {
  const fresh = createCoinbaseSandbox({ clock });
  const client = createTestClient(fresh, clock);
  await client.get("/accounts");
  await client.get("/accounts");
  const [first, second] = fresh.requests;
  expect(JSON.stringify(fresh.requests)).not.toContain("eyJ");
  expect(first).toMatchObject({ method: "GET", path: PATH, query: "", body: "", status: 200 });
  expect(first?.headers.authorization).toMatch(/^\[redacted [0-9a-f]{12}\]$/);
  expect(first?.headers.authorization).not.toBe(second?.headers.authorization);
});

test("the same seed gives the same keys, and another seed gives others", () => {
  expect(createCoinbaseSandbox({ seed: 7 }).credentials).toEqual(
    createCoinbaseSandbox({ seed: 7 }).credentials,
  );
  expect(createCoinbaseSandbox({ seed: 8 }).credentials).not.toEqual(credentials);
});
