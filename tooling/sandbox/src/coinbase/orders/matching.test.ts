import { beforeEach, describe, expect, test } from "vitest";
import { type Decimal, decimal } from "../../numbers/decimal.ts";
import { createRandom } from "../../numbers/random.ts";
import { createTestClient, type Json, limitOrder, type TestClient } from "../../testing/client.ts";
import { createManualClock, type ManualClock } from "../../time/clock.ts";
import { type CoinbaseSandbox, createCoinbaseSandbox } from "../coinbase-sandbox.ts";

let clock: ManualClock;
let sandbox: CoinbaseSandbox;
let client: TestClient;

beforeEach(() => {
  clock = createManualClock();
  sandbox = createCoinbaseSandbox({ clock, rateLimits: false });
  client = createTestClient(sandbox, clock);
  sandbox.moveMarket("BTC-USD", "60000");
});

async function rest(side: "BUY" | "SELL", price: string, size: string): Promise<string> {
  const answer = await client.order(limitOrder(side, price, size));
  return answer.success_response.order_id;
}

describe("price and time", () => {
  test("the better price trades first, and at one price the older order", async () => {
    sandbox.placeRestingOrder("BTC-USD", { side: "SELL", price: "60000", size: "1" });
    const behind = await rest("SELL", "60000", "1");
    const worse = await rest("SELL", "60000.01", "1");
    sandbox.trade("BTC-USD", { side: "BUY", size: "1" });
    expect((await client.read(behind)).filled_size).toBe("0");
    sandbox.trade("BTC-USD", { side: "BUY", size: "0.25" });
    expect(await client.read(behind)).toMatchObject({
      status: "OPEN",
      filled_size: "0.25",
      completion_percentage: "25",
    });
    sandbox.trade("BTC-USD", { side: "BUY", size: "0.75", price: "60000" });
    expect((await client.read(behind)).status).toBe("FILLED");
    expect((await client.read(worse)).filled_size).toBe("0");
  });

  test("a resting order pays the maker's fee, at its own price", async () => {
    const orderId = await rest("BUY", "60000", "0.5");
    sandbox.trade("BTC-USD", { side: "SELL", size: "0.5" });
    expect(await client.read(orderId)).toMatchObject({
      status: "FILLED",
      filled_value: "30000",
      total_fees: "120",
      total_value_after_fees: "30120",
      outstanding_hold_amount: "0",
    });
    const { json } = await client.get(`/orders/historical/fills?order_ids=${orderId}`);
    expect(json.fills).toMatchObject([{ liquidity_indicator: "MAKER", size: "0.5", size_in_quote: false }]);
  });

  test("two orders of the account do not trade with each other: the remainder of the newer one is cancelled", async () => {
    const first = await rest("SELL", "60000", "1");
    const second = await rest("BUY", "60010", "2");
    expect((await client.read(first)).status).toBe("OPEN");
    expect(await client.read(second)).toMatchObject({
      status: "CANCELLED",
      filled_size: "0",
      cancel_message: "Self trade prevention",
    });
  });
});

describe("the market moves", () => {
  test("orders that the price reaches fill at their own prices, and the others stay", async () => {
    const [near, far] = [await rest("BUY", "59000", "0.1"), await rest("BUY", "57000", "0.1")];
    sandbox.moveMarket("BTC-USD", "58000");
    expect(await client.read(near)).toMatchObject({ status: "FILLED", average_filled_price: "59000" });
    expect((await client.read(far)).status).toBe("OPEN");
    expect(sandbox.lastPrice("BTC-USD")).toBe("58000");
    const { bids, asks } = sandbox.book("BTC-USD");
    expect([bids[0]?.price, asks[0]?.price]).toEqual(["57999.99", "58000.01"]);
    expect(bids.length).toBeGreaterThan(200);
  });

  test("a price off the increment throws", () => {
    for (const price of ["60000.001", "0", "-1"]) {
      expect(() => sandbox.moveMarket("BTC-USD", price)).toThrow(RangeError);
    }
  });

  test("a triggered stop can trigger the next one", async () => {
    sandbox.placeRestingOrder("BTC-USD", { side: "BUY", price: "59000", size: "5" });
    const stop = (price: string, limit: string) =>
      client.order({
        product_id: "BTC-USD",
        side: "SELL",
        order_configuration: {
          stop_limit_stop_limit_gtc: {
            base_size: "1",
            limit_price: limit,
            stop_price: price,
            stop_direction: "STOP_DIRECTION_STOP_DOWN",
          },
        },
      });
    await stop("59990", "40000");
    await stop("59995", "40000");
    sandbox.trade("BTC-USD", { side: "SELL", size: "1000", price: "59980" });
    expect(sandbox.orders().map(({ status }) => status)).toEqual(["FILLED", "FILLED"]);
  });
});

describe("money", () => {
  test.each([1, 2, 3, 4, 5])("is conserved to the last digit over random trading (seed %i)", async (seed) => {
    const random = createRandom(seed, "trading");
    const before = totals(sandbox);
    for (let step = 0; step < 80; step++) {
      await takeRandomStep(random.integer(0, 9), random);
      expectNothingNegative(sandbox);
    }
    const expected = new Map(before);
    for (const { product_id, side, filled_size, filled_value, total_fees } of sandbox.orders() as Json[]) {
      const [base = "", quote = ""] = product_id.split("-");
      const sign = side === "BUY" ? 1 : -1;
      add(expected, base, decimal(filled_size).times(sign));
      add(expected, quote, decimal(filled_value).times(-sign).minus(total_fees));
    }
    const after = totals(sandbox);
    for (const [currency, amount] of after) {
      expect(`${currency} ${amount.toFixed()}`).toBe(`${currency} ${expected.get(currency)?.toFixed()}`);
    }
    const live = (sandbox.orders() as Json[]).filter(({ outstanding_hold_amount: hold }) => hold !== "0");
    const held = live.reduce((sum, { outstanding_hold_amount: hold }) => sum.plus(hold), decimal(0));
    const holds = sandbox.balances().reduce((sum, { hold }) => sum.plus(hold), decimal(0));
    expect(held.toFixed()).toBe(holds.toFixed());
    expect(live.every(({ status }) => status === "OPEN")).toBe(true);
  });

  async function takeRandomStep(kind: number, random: ReturnType<typeof createRandom>): Promise<void> {
    const side = random.integer(0, 1) === 0 ? "BUY" : "SELL";
    const price = decimal(6_000_000 + random.integer(-3_000, 3_000)).times("0.01");
    const size = decimal(random.integer(1, 30_000_000)).times("0.00000001").toFixed();
    const product_id = random.integer(0, 3) === 0 ? "BTC-USDC" : "BTC-USD";
    if (kind < 4) await client.order({ ...limitOrder(side, price.toFixed(), size), product_id });
    else if (kind === 4) {
      const quote = { market_market_ioc: { quote_size: String(random.integer(1, 9_000)) } };
      await client.order({ product_id, side: "BUY", order_configuration: quote });
    } else if (kind === 5) {
      await client.order({
        product_id,
        side,
        order_configuration: { market_market_ioc: { base_size: size } },
      });
    } else if (kind === 6) {
      const ids = sandbox.orders().map(({ order_id }) => order_id);
      if (ids.length > 0)
        await client.post("/orders/batch_cancel", { order_ids: [ids[random.integer(0, ids.length - 1)]] });
    } else if (kind === 7) {
      sandbox.moveMarket("BTC-USD", price.toFixed());
    } else if (kind === 8) sandbox.trade("BTC-USD", { side, size: "3" });
    else await editSomething(price, size);
  }

  async function editSomething(price: Decimal, size: string): Promise<void> {
    const open = (sandbox.orders() as Json[]).find(({ status }) => status === "OPEN");
    if (open) await client.post("/orders/edit", { order_id: open.order_id, price: price.toFixed(), size });
  }
});

function totals(venue: CoinbaseSandbox): Map<string, Decimal> {
  const sums = new Map<string, Decimal>();
  for (const { currency, available, hold } of venue.balances())
    add(sums, currency, decimal(available).plus(hold));
  return sums;
}

function add(sums: Map<string, Decimal>, currency: string, amount: Decimal): void {
  sums.set(currency, (sums.get(currency) ?? decimal(0)).plus(amount));
}

function expectNothingNegative(venue: CoinbaseSandbox): void {
  const negative = venue
    .balances()
    .filter(({ available, hold }) => decimal(available).lt(0) || decimal(hold).lt(0));
  expect(negative).toEqual([]);
}
