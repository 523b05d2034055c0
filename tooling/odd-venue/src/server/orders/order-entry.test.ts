import { OrderSide } from "@cqvx/mock";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OddExchange, startOddExchange } from "../odd-exchange.ts";
import { call, marketOrder, place, read, restingBuy } from "../testing/caller.ts";

let exchange: OddExchange;

beforeEach(async () => {
  exchange = await startOddExchange();
});
afterEach(() => exchange.close());

const put = async (body: string): Promise<string> => (await call(exchange, "PUT", "/v2/orders", body)).text;
const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("placing", () => {
  test("returns the id and the cid, and reads have the exact digits", async () => {
    const { id, cid } = JSON.parse(await put(restingBuy("one")));
    expect(cid).toBe("one");
    const text = await read(exchange, `/v2/orders/${id}`);
    expect(text).toContain(
      `{"id":"${id}","cid":"one","market":"BTC/USD","side":"b","kind":"limit","tif":"gtc","px":100.50,"qty":0.0100,`,
    );
    expect(text).toMatch(/"filled":0,"spent":0,"fee":0,"state":"live","at":\d{13},"changed":\d{13}\}$/);
    expect(Object.keys(JSON.parse(text))).not.toContain("avg");
  });

  test("keeps more digits than a float has", async () => {
    exchange.paper.deposit("USD", "9".repeat(20));
    const digits = "1234567890123.12345678";
    const id = await place(exchange, restingBuy().replace("0.0100", digits).replace("100.50", "1"));
    expect(await read(exchange, `/v2/orders/${id}`)).toContain(`"qty":${digits},`);
  });

  test("refuses a repeated cid, also with the same terms", async () => {
    const order = restingBuy("twice");
    const replies = [await put(order), await put(order)];
    expect(replies[0]).toContain('"cid":"twice"');
    expect(replies[1]).toBe('{"code":-2014,"msg":"duplicate cid"}');
    expect(JSON.parse(await read(exchange, "/v2/orders"))).toHaveLength(1);
  });

  test("accepts a cid again after a refusal", async () => {
    expect(await put(restingBuy("again").replace("0.0100", "100000"))).toMatch(
      /^\{"code":-2010,"msg":"INSUFFICIENT_FUND: .+"\}$/,
    );
    expect(await put(restingBuy("again"))).toContain('"cid":"again"');
  });

  test.each([
    ["an amount as text", restingBuy().replace("100.50", '"100.50"')],
    ["an exponent", restingBuy().replace("100.50", "1e2")],
    ["a negative amount", restingBuy().replace("100.50", "-100.50")],
    ["no price", restingBuy().replace('"px":100.50,', "")],
    ["no cid", restingBuy().replace(/"cid":"[^"]+",/, "")],
    ["no market", restingBuy().replace('"market":"BTC/USD",', "")],
    ["an unknown side", restingBuy().replace('"b"', '"buy"')],
    ["an unknown member", restingBuy().replace("px", "price")],
    ["no JSON", "px=1"],
    ["a list", "[]"],
    ["a number", "5"],
    ["null", "null"],
  ])("with %s is a bad parameter", async (_what, body) => {
    expect(await put(body)).toMatch(/^\{"code":-1102,"msg":"bad parameter: .+"\}$/);
    expect(await read(exchange, "/v2/orders")).toBe("[]");
  });

  test("refuses an unknown market and a quantity below the minimum", async () => {
    expect(await put(restingBuy().replace("BTC/USD", "BTC-USD"))).toBe(
      '{"code":-1121,"msg":"unknown market"}',
    );
    expect(await put(restingBuy().replace("0.0100", "0.000001"))).toContain('{"code":-2010,"msg":"');
  });

  test("accepts every kind, time in force and term", async () => {
    const until = Date.now() + 3_600_000;
    const terms = [
      '"kind":"limit","px":100,"qty":1,"tif":"gtc","maker":true',
      '"kind":"limit","px":100,"qty":1,"tif":"ioc"',
      '"kind":"limit","px":100,"qty":1,"tif":"fok"',
      `"kind":"limit","px":100,"qty":1,"tif":"gtd","until":${until}`,
      '"kind":"market","amount":100.00',
      '"kind":"stop","px":61000,"stop":60000.5,"qty":0.01',
    ];
    for (const [at, each] of terms.entries())
      await place(exchange, `{"cid":"c${at}","market":"BTC/USD","side":"b",${each}}`);
    const orders = JSON.parse(await read(exchange, "/v2/orders")).toReversed();
    expect(orders.map((order: { state: string }) => order.state)).toEqual([
      "live",
      "gone",
      "gone",
      "live",
      "done",
      "live",
    ]);
    expect(orders[0]).not.toHaveProperty("maker");
    expect(orders[3]).toMatchObject({ tif: "gtd", until });
    expect(orders[4]).toMatchObject({ kind: "market", amount: 100 });
    expect(orders[5]).toMatchObject({ kind: "stop", stop: 60000.5 });
  });
});

describe("cancelling", () => {
  test("returns the id of a live order, and 410 for a final order", async () => {
    const id = await place(exchange, restingBuy());
    const first = await call(exchange, "DELETE", `/v2/orders/${id}`);
    expect([first.status, first.text]).toEqual([200, `{"id":"${id}"}`]);
    expect(await read(exchange, `/v2/orders/${id}`)).toContain('"state":"gone"');
    const done = await place(exchange, marketOrder("b"));
    for (const over of [id, done]) {
      const { status, text } = await call(exchange, "DELETE", `/v2/orders/${over}`);
      expect([status, text]).toEqual([410, '{"code":-2011,"msg":"not live"}']);
    }
  });

  test("answers 'no such order' for an unknown order, as reads do", async () => {
    for (const method of ["GET", "DELETE"] as const) {
      const { status, text } = await call(exchange, method, `/v2/orders/${NOBODY}`);
      expect([status, text]).toEqual([200, '{"code":-2013,"msg":"no such order"}']);
    }
  });
});

describe("an order that fills in part", () => {
  test("shows the filled quantity, the amount spent and the fee", async () => {
    const { paper } = exchange;
    paper.setOrderBook("BTC-USD", { bids: [["50000", "1"]], asks: [["50010", "1"]] });
    const id = await place(exchange, restingBuy().replace("100.50", "50001.0"));
    paper.trade("BTC-USD", { side: OrderSide.SELL, quantity: "0.004" });
    expect(await read(exchange, `/v2/orders/${id}`)).toContain(
      '"filled":0.004,"avg":50001,"spent":200.004,"fee":0.100002,"state":"part"',
    );
    const [fill, ...others] = (await read(exchange, "/v2/fills")).split("],[");
    expect(others).toEqual([]);
    expect(fill).toMatch(/^\[\["[\w-]{36}",/);
    expect(fill).toMatch(
      new RegExp(`,"${id}","BTC/USD","b",50001.0,0.004,0.100002,"USD",\\d{13},"m"\\]\\]$`),
    );
  });
});
