import { beforeEach, describe, expect, test } from "vitest";
import { BROKERAGE, createTestClient, type Json, ORIGIN } from "../../../testing/client.ts";
import { openStream, type TestStream } from "../../../testing/streams.ts";
import { createManualClock, type ManualClock } from "../../../time/clock.ts";
import { type CoinbaseSandbox, createCoinbaseSandbox } from "../../coinbase-sandbox.ts";

let clock: ManualClock;
let sandbox: CoinbaseSandbox;
let stream: TestStream;

beforeEach(() => {
  clock = createManualClock();
  sandbox = createCoinbaseSandbox({ clock, rateLimits: false });
  sandbox.moveMarket("BTC-USD", "60000");
  stream = openStream(sandbox, clock);
});

const buy = (size: string) => sandbox.trade("BTC-USD", { side: "BUY", size });

describe("market trades", () => {
  test("start with the last hundred, newest first, equal to those of REST", async () => {
    stream.subscribe("market_trades", "BTC-USDC");
    const [acknowledgement, snapshot] = stream.take();
    expect(acknowledgement.events).toEqual([{ subscriptions: { market_trades: ["BTC-USD"] } }]);
    const [{ type, trades }] = snapshot.events;
    const path = `${BROKERAGE}/market/products/BTC-USD/ticker?limit=100`;
    const reply: Json = await (await sandbox.fetch(`${ORIGIN}${path}`)).json();
    const overRest = reply.trades.map(({ bid: _, ask: __, exchange: ___, ...trade }: Json) => trade);
    expect(type).toBe("snapshot");
    expect(trades).toHaveLength(100);
    expect(trades).toEqual(overRest);
  });

  test("are batched for a quarter of a second, newest first, with the maker's side", async () => {
    stream.subscribe("market_trades", "BTC-USD");
    stream.take();
    buy("0.0001");
    await clock.run(200);
    sandbox.trade("BTC-USD", { side: "SELL", size: "0.0002" });
    await clock.run(49);
    expect(stream.take()).toEqual([]);
    await clock.run(1);
    const [update, ...others] = stream.take();
    expect(others).toEqual([]);
    expect(update).toMatchObject({ channel: "market_trades", events: [{ type: "update" }] });
    expect(update.events[0].trades).toMatchObject([
      { product_id: "BTC-USD", size: "0.0002", side: "BUY", time: "2026-01-05T12:00:00.200Z" },
      { product_id: "BTC-USD", size: "0.0001", side: "SELL", time: "2026-01-05T12:00:00.000Z" },
    ]);
    await clock.run(1_000);
    expect(stream.take()).toEqual([]);
  });

  test("include those of the account's orders, once each", async () => {
    stream.subscribe("market_trades", "BTC-USD");
    stream.take();
    await createTestClient(sandbox, clock).order({
      product_id: "BTC-USDC",
      side: "SELL",
      order_configuration: { market_market_ioc: { base_size: "0.00123" } },
    });
    await clock.run(250);
    expect(stream.take()[0].events[0].trades).toMatchObject([{ size: "0.00123", side: "BUY" }]);
  });

  test("of two products come in separate frames", async () => {
    stream.subscribe("market_trades", "BTC-USD", "ETH-USD");
    stream.take();
    buy("0.0001");
    sandbox.trade("ETH-USD", { side: "BUY", size: "0.0001" });
    await clock.run(250);
    expect(stream.take().map(({ events }) => events[0].trades[0].product_id)).toEqual(["BTC-USD", "ETH-USD"]);
  });

  test("that are still batched when a client unsubscribes are not sent", async () => {
    stream.subscribe("market_trades", "BTC-USD", "ETH-USD");
    buy("0.0001");
    stream.send({ type: "unsubscribe", channel: "market_trades", product_ids: ["BTC-USD"] });
    stream.take();
    await clock.run(1_000);
    expect(stream.take()).toEqual([]);
    sandbox.trade("ETH-USD", { side: "BUY", size: "0.0001" });
    stream.send({ type: "unsubscribe", channel: "market_trades" });
    stream.take();
    await clock.run(1_000);
    expect(stream.take()).toEqual([]);
  });
});

describe("the ticker", () => {
  test("has the last price and the best of each side, at once and after each trade", () => {
    stream.subscribe("ticker", "BTC-USD");
    buy("0.0001");
    sandbox.placeRestingOrder("BTC-USD", { side: "BUY", price: "59000", size: "1" });
    const [, snapshot, update, ...others] = stream.take();
    expect(others).toEqual([]);
    expect(snapshot.events).toMatchObject([{ type: "snapshot", tickers: [{ price: "60000" }] }]);
    const { bids, asks } = sandbox.book("BTC-USD");
    expect(update).toMatchObject({
      channel: "ticker",
      events: [
        {
          type: "update",
          tickers: [
            {
              type: "ticker",
              product_id: "BTC-USD",
              price: "60000.01",
              best_bid: "59999.99",
              best_bid_quantity: bids[0]?.size,
              best_ask: "60000.01",
              best_ask_quantity: asks[0]?.size,
            },
          ],
        },
      ],
    });
    const [ticker] = update.events[0].tickers;
    expect(Object.keys(ticker).sort()).toEqual([
      "best_ask",
      "best_ask_quantity",
      "best_bid",
      "best_bid_quantity",
      "high_24_h",
      "high_52_w",
      "low_24_h",
      "low_52_w",
      "price",
      "price_percent_chg_24_h",
      "product_id",
      "type",
      "volume_24_h",
    ]);
    expect(Number(ticker.low_24_h)).toBe(60_000);
    expect(Number(ticker.high_24_h)).toBeGreaterThan(64_000);
    expect(Number(ticker.price_percent_chg_24_h)).toBeCloseTo(-6.6, 0);
  });

  test("covers the product that traded", () => {
    stream.subscribe("ticker", "ETH-USDC");
    stream.take();
    buy("0.0001");
    expect(stream.take()).toEqual([]);
    sandbox.trade("ETH-USD", { side: "SELL", size: "0.0001" });
    expect(stream.take()[0].events[0].tickers).toMatchObject([{ product_id: "ETH-USD" }]);
  });

  test("is empty when the book is empty", () => {
    sandbox.trade("SOL-USD", { side: "BUY", size: "10000000" });
    stream.subscribe("ticker", "SOL-USD");
    const [, { events }] = stream.take();
    expect(events[0].tickers[0]).toMatchObject({ best_ask: "", best_ask_quantity: "" });
    expect(events[0].tickers[0].price_percent_chg_24_h).toMatch(/^\d/);
  });
});
