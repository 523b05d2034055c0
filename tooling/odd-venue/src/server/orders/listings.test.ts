import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OddExchange, startOddExchange } from "../odd-exchange.ts";
import { call, marketOrder, place, read, restingBuy } from "../testing/caller.ts";

let exchange: OddExchange;

beforeEach(async () => {
  exchange = await startOddExchange();
});
afterEach(() => exchange.close());

const idsOf = async (path: string): Promise<string[]> =>
  JSON.parse(await read(exchange, path)).map((order: { id: string }) => order.id);

/** Waits until the clock has gone on by a millisecond. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 3));

describe("orders", () => {
  test("are listed newest first, in pages", async () => {
    const placed: string[] = [];
    for (let count = 0; count < 5; count += 1) placed.unshift(await place(exchange, restingBuy()));
    expect(await idsOf("/v2/orders?page=1&size=2")).toEqual(placed.slice(0, 2));
    expect(await idsOf("/v2/orders?page=3&size=2")).toEqual(placed.slice(4));
    expect(await idsOf("/v2/orders?page=4&size=2")).toEqual([]);
    expect(await idsOf("/v2/orders")).toEqual(placed);
  });

  test.each(["size=51", "size=0", "page=0", "page=x", "live=0", "limit=5", "page=1&page=2", "since=-1"])(
    "?%s is a bad parameter",
    async (query) => {
      expect(await read(exchange, `/v2/orders?${query}`)).toMatch(
        /^\{"code":-1102,"msg":"bad parameter: .+"\}$/,
      );
    },
  );

  test("are filtered by live, market and time", async () => {
    const gone = await place(exchange, restingBuy());
    await call(exchange, "DELETE", `/v2/orders/${gone}`);
    await aMoment();
    const live = await place(exchange, restingBuy());
    expect(await idsOf("/v2/orders?live=1")).toEqual([live]);
    expect(await idsOf("/v2/orders?market=BTC/USD")).toEqual([live, gone]);
    expect(await idsOf("/v2/orders?market=ETH%2FUSD")).toEqual([]);
    expect(await read(exchange, "/v2/orders?market=NONE/SUCH")).toBe('{"code":-1121,"msg":"unknown market"}');
    const { at } = JSON.parse(await read(exchange, `/v2/orders/${live}`));
    expect(await idsOf(`/v2/orders?since=${at}`)).toEqual([live]);
    expect(await idsOf(`/v2/orders?until=${at}`)).toEqual([gone]);
  });
});

describe("fills", () => {
  test("are listed newest first, in pages, and filtered by order", async () => {
    const buy = await place(exchange, marketOrder("b"));
    await aMoment();
    const sell = await place(exchange, marketOrder("s"));
    const all = JSON.parse(await read(exchange, "/v2/fills"));
    expect(all.map((fill: unknown[]) => [fill[1], fill[2], fill[3], fill[5], fill[7], fill[9]])).toEqual([
      [sell, "BTC/USD", "s", 0.01, "USD", "t"],
      [buy, "BTC/USD", "b", 0.01, "USD", "t"],
    ]);
    expect(JSON.parse(await read(exchange, "/v2/fills?page=2&size=1"))).toEqual([all[1]]);
    expect(JSON.parse(await read(exchange, `/v2/fills?page=1&size=50&order=${buy}`))).toEqual([all[1]]);
    expect(JSON.parse(await read(exchange, `/v2/fills?since=${all[0][8]}`))).toEqual([all[0]]);
    expect(JSON.parse(await read(exchange, `/v2/fills?until=${all[0][8]}&market=BTC/USD`))).toEqual([all[1]]);
  });
});

describe("the account and the markets", () => {
  test("markets are tuples with the exact digits of their grid", async () => {
    expect(await read(exchange, "/v2/markets")).toBe(
      '[["BTC/USD","BTC","USD",0.01,0.00000001,0.00001],["ETH/USD","ETH","USD",0.01,0.00000001,0.0001]]',
    );
  });

  test("balances are tuples of the free and the locked amount", async () => {
    exchange.paper.deposit("USD", "0.12345678901234567");
    await place(exchange, '{"cid":"s","market":"BTC/USD","side":"s","kind":"limit","px":99999,"qty":0.25}');
    const text = await read(exchange, "/v2/balances");
    expect(text).toContain('["USD",100000.12345678901234567,0]');
    expect(text).toContain('["BTC",9.75,0.25]');
  });

  test("the key may trade, and an unknown path answers 404", async () => {
    expect(await read(exchange, "/v2/key")).toBe('{"trade":true}');
    for (const [method, path] of [
      ["GET", "/v2/time"],
      ["GET", "/"],
      ["GET", "/ws"],
      ["POST", "/v2/orders"],
      ["DELETE", "/v2/orders"],
      ["GET", "/v2/orders/a/b"],
    ] as const) {
      const { status, text } = await call(exchange, method, path);
      expect([status, text]).toEqual([404, '{"code":-1101,"msg":"no such path"}']);
    }
  });
});
