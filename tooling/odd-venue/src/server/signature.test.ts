import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OddExchange, startOddExchange } from "./odd-exchange.ts";
import { call, place, read, restingBuy } from "./testing/caller.ts";
import { newNonce, sign } from "./testing/sign.ts";

let exchange: OddExchange;

beforeEach(async () => {
  exchange = await startOddExchange();
});
afterEach(() => exchange.close());

const KEY = "/v2/key";
const BAD_SIGNATURE = '{"code":-1022,"msg":"bad signature"}';
const STALE_NONCE = '{"code":-1021,"msg":"stale nonce"}';

describe("a signature", () => {
  test("of a request without a body and a query is accepted, and the reply has a date", async () => {
    const { status, headers, text } = await call(exchange, "GET", KEY);
    expect([status, text]).toEqual([200, '{"trade":true}']);
    expect(Math.abs(Date.parse(headers.get("date") ?? "") - Date.now())).toBeLessThan(2_000);
  });

  test("covers the query and the body", async () => {
    expect(await read(exchange, "/v2/orders?page=1&size=5&market=BTC%2FUSD")).toBe("[]");
    expect(await place(exchange, restingBuy())).toMatch(/^[\w-]{36}$/);
    const nonce = newNonce();
    for (const [path, body] of [
      ["/v2/orders?page=2", ""],
      ["/v2/orders", "{}"],
    ] as const) {
      const headers = { "odd-sign": sign(exchange.credentials, nonce, "get", path, body) };
      const { text } = await call(exchange, "GET", "/v2/orders?page=1", undefined, { nonce, headers });
      expect(text).toBe(BAD_SIGNATURE);
    }
  });

  test.each<[string, (of: OddExchange, nonce: string) => Record<string, string>]>([
    ["another key", () => ({ "odd-key": "somebody" })],
    ["no key", () => ({ "odd-key": "" })],
    ["no signature", () => ({ "odd-sign": "" })],
    [
      "lower-case digits",
      (of, nonce) => ({ "odd-sign": sign(of.credentials, nonce, "get", KEY).toLowerCase() }),
    ],
    ["an upper-case method", (of, nonce) => ({ "odd-sign": sign(of.credentials, nonce, "GET", KEY) })],
    ["another secret", (_of, nonce) => ({ "odd-sign": sign({ key: "", secret: "x" }, nonce, "get", KEY) })],
  ])("with %s is refused with status 200", async (_what, headersOf) => {
    const nonce = newNonce();
    const headers = headersOf(exchange, nonce);
    const { status, text } = await call(exchange, "GET", KEY, undefined, { nonce, headers });
    expect([status, text]).toEqual([200, BAD_SIGNATURE]);
  });

  test("is checked before the path", async () => {
    const headers = { "odd-sign": "" };
    expect((await call(exchange, "GET", "/nowhere", undefined, { headers })).text).toBe(BAD_SIGNATURE);
  });
});

describe("a nonce", () => {
  test("must be greater than the last one", async () => {
    const nonce = newNonce();
    expect((await call(exchange, "GET", KEY, undefined, { nonce })).text).toBe('{"trade":true}');
    for (const stale of [nonce, String(Number(nonce) - 1)]) {
      const { status, text } = await call(exchange, "GET", KEY, undefined, { nonce: stale });
      expect([status, text]).toEqual([200, STALE_NONCE]);
    }
  });

  test("must be within 30 s of the clock, and a refused nonce is not remembered", async () => {
    for (const offset of [-31_000, 31_000]) {
      const nonce = String(Date.now() + offset);
      expect((await call(exchange, "GET", KEY, undefined, { nonce })).text).toBe(STALE_NONCE);
    }
    const nonce = String(Date.now() + 25_000);
    expect((await call(exchange, "GET", KEY, undefined, { nonce })).text).toBe('{"trade":true}');
  });

  test("must be an integer", async () => {
    for (const nonce of [`${newNonce()}.5`, "soon", ""])
      expect((await call(exchange, "GET", KEY, undefined, { nonce })).text).toBe(STALE_NONCE);
  });

  test("of a request with a bad signature does not count", async () => {
    const [first, second] = [newNonce(), newNonce()];
    const headers = { "odd-sign": "BAD" };
    await call(exchange, "GET", KEY, undefined, { nonce: second, headers });
    expect((await call(exchange, "GET", KEY, undefined, { nonce: first })).text).toBe('{"trade":true}');
  });
});
