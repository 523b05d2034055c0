/** Compares market data and streams with those of two other clients on one sandbox. */
import { type CcxtBook, type FollowedBook, followBook } from "@cqvx/sandbox/other-clients";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  nameOf,
  type Order,
  type OrderBook,
  OrderSide,
  OrderStatus,
  OrderType,
  type Trade,
} from "../../index.ts";
import { compare, type Verdicts } from "../../testdata/other-clients/compare-numbers.ts";
import { connectSideBySide, type SideBySide } from "../../testdata/other-clients/connect-side-by-side.ts";
import { until } from "../../testdata/sandbox/live-sandbox.ts";

const DEEP = { depth: Number.POSITIVE_INFINITY };
/** Two bids above all others: one with more digits than a float has, one with few digits. */
const HUGE = "1234567890.12345678";
const TINY = "0.00000001";

let all: SideBySide;

beforeEach(async () => {
  all = await connectSideBySide({ recordTruth: true });
  all.venue.placeRestingOrder("BTC-USD", { side: "BUY", price: "64250.50", size: HUGE });
  all.venue.placeRestingOrder("BTC-USD", { side: "BUY", price: "0.01", size: TINY });
});

afterEach(() => all.close());

type Levels = ReturnType<SideBySide["venue"]["book"]>;

/** Counts the levels by comparison result. All three books must be as long as the sandbox's. */
function compareBooks(truth: Levels, ours: OrderBook, coinbaseApi: Levels, ccxt: CcxtBook) {
  const verdicts = new Map<string, number>();
  const add = ([first, second]: Verdicts): void => {
    const verdict = `${first}, ${second}`;
    verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  };
  for (const side of ["bids", "asks"] as const) {
    const { length } = truth[side];
    expect([ours[side].length, coinbaseApi[side].length, ccxt[side].length]).toEqual([
      length,
      length,
      length,
    ]);
    for (const [index, level] of truth[side].entries()) {
      const [own, other, [price, size] = []] = [
        ours[side][index],
        coinbaseApi[side][index],
        ccxt[side][index],
      ];
      add(compare({ truth: level.price, ours: own?.price, coinbaseApi: other?.price, ccxt: price }));
      add(compare({ truth: level.size, ours: own?.quantity, coinbaseApi: other?.size, ccxt: size }));
    }
  }
  return Object.fromEntries(verdicts);
}

const EMPTY: OrderBook = {
  $typeName: "cqc.markets.v1.OrderBook",
  symbol: "BTC-USD",
  bids: [],
  asks: [],
  indicative: false,
};

test("the book is equal level by level, except for the level with more digits than a float has", async () => {
  const book = await all.ours.getOrderBook("BTC-USD", DEEP);
  const { pricebook } = await all.coinbaseApi.rest.getProductBook({ product_id: "BTC-USD" });
  const ccxt = await all.ccxt.fetchOrderBook("BTC/USD");
  expect(compareBooks(all.venue.book("BTC-USD"), book, pricebook, ccxt)).toEqual({
    "same digits, equal": 602 * 2 - 1,
    "same digits, ours is more exact": 1,
  });
  expect(book.bids[0]).toMatchObject({ price: "64250.5", quantity: HUGE });
});

test("the live book is equal level by level after each step of the market", async () => {
  const { venue, ours, ccxt: theirs } = all;
  // No step of this seed removes this level.
  venue.placeRestingOrder("BTC-USD", { side: "SELL", price: "99999999.99", size: HUGE });
  const books: OrderBook[] = [];
  await ours.subscribeOrderBook("BTC-USD", (book) => void books.push(book), DEEP);
  const coinbaseApi = followBook(all.coinbaseApi, "BTC-USD");
  const ccxt = await theirs.watchOrderBook("BTC/USD");
  for (let step = 0; step < 25; step++) {
    venue.tick("BTC-USD", 2);
    const truth = venue.book("BTC-USD");
    const latest = () => books.at(-1) ?? EMPTY;
    await until(() => haveAll(truth, latest(), coinbaseApi, ccxt));
    expect(compareBooks(truth, latest(), coinbaseApi.levels, ccxt)).toEqual({
      "same digits, equal": expect.any(Number),
      "same digits, ours is more exact": expect.any(Number),
    });
  }
  const { connection = 0, sequence = -1 } = venue.truth.frames.at(-1) ?? {};
  expect(venue.truth.bookAt(connection, sequence)).toEqual(venue.book("BTC-USD"));
});

/** True when all three clients have this book. */
function haveAll(truth: Levels, ours: OrderBook, coinbaseApi: FollowedBook, ccxt: CcxtBook): boolean {
  const text = (levels: Levels) => JSON.stringify([levels.bids, levels.asks]);
  const numbers = ({ bids, asks }: Levels) =>
    JSON.stringify([bids, asks].map((side) => side.map(({ price, size }) => [Number(price), Number(size)])));
  const read = (side: OrderBook["bids"]) => side.map(({ price, quantity }) => ({ price, size: quantity }));
  return (
    text({ bids: read(ours.bids), asks: read(ours.asks) }) === text(truth) &&
    text(coinbaseApi.levels) === text(truth) &&
    JSON.stringify([ccxt.bids, ccxt.asks]) === numbers(truth)
  );
}

test("trades are equal, and only ours have the taker's side", async () => {
  const { venue, ours, coinbaseApi, ccxt } = all;
  const streamed: Trade[] = [];
  await ours.subscribeTrades("BTC-USD", (trade) => void streamed.push(trade));
  venue.trade("BTC-USD", { side: "SELL", size: HUGE });
  venue.trade("BTC-USD", { side: "BUY", size: TINY });
  const [small, large] = await ours.getTrades("BTC-USD", { limit: 2 });
  const { trades } = await coinbaseApi.rest.getMarketTrades({ product_id: "BTC-USD", limit: 2 });
  const [ccxtLarge, ccxtSmall] = await ccxt.fetchTrades("BTC/USD", undefined, 2);
  const compareTrade = (index: number, truth: string, own?: Trade, other?: typeof ccxtLarge) => [
    compare({ truth, ours: own?.quantity, coinbaseApi: trades[index]?.size, ccxt: other?.amount }),
    compare({
      truth: trades[index]?.price,
      ours: own?.price,
      coinbaseApi: trades[index]?.price,
      ccxt: other?.price,
    }),
    own?.tradeId === other?.id && own?.tradeId === trades[index]?.trade_id,
    [own && nameOf(OrderSide, own.side), trades[index]?.side, other?.side],
  ];
  expect(compareTrade(0, TINY, small, ccxtSmall)).toEqual([
    ["same digits", "equal"],
    ["same digits", "equal"],
    true,
    ["BUY", "SELL", "sell"],
  ]);
  expect(compareTrade(1, HUGE, large, ccxtLarge)).toEqual([
    ["same digits", "ours is more exact"],
    ["same digits", "equal"],
    true,
    ["SELL", "BUY", "buy"],
  ]);
  await until(() => streamed.length === 2);
  expect(streamed).toEqual([large, small]);
});

test("an order arrives over the streams with the same numbers", async () => {
  const { venue, ours, coinbaseApi, ccxt } = all;
  const { orderId } = await ours.placeOrder({
    symbol: "BTC-USD",
    side: OrderSide.SELL,
    type: OrderType.LIMIT,
    quantity: "12.34567891",
    price: "64250.51",
  });
  const streamed: Order[] = [];
  await ours.subscribeOrders((order) => void streamed.push(order));
  const frames: Readonly<Record<string, string>>[] = [];
  coinbaseApi.streams.user.on("update", ({ events }: { events: readonly { orders: typeof frames }[] }) => {
    frames.push(...events.flatMap(({ orders }) => orders));
  });
  coinbaseApi.streams.user.subscribe("user", "advTradeUserData");
  expect(await ccxt.watchOrders()).toMatchObject([{ id: orderId, filled: 0 }]);
  const changed = ccxt.watchOrders();
  venue.trade("BTC-USD", { side: "BUY", size: "5.55555555" });
  const [order = {}] = venue.orders();
  await until(() => frames.at(-1)?.cumulative_quantity === order.filled_size);
  await until(() => streamed.at(-1)?.filledQuantity === order.filled_size);
  const [own, theirs, watched] = [streamed.at(-1), frames.at(-1), (await changed).at(-1)];
  expect(own).toMatchObject({ orderId, status: OrderStatus.PARTIALLY_FILLED });
  const row = (truth: unknown, mine?: string, other?: string, number?: number) =>
    compare({ truth, ours: mine, coinbaseApi: other, ccxt: number });
  expect({
    price: row("64250.51", own?.price, theirs?.limit_price, watched?.price),
    filled: row(order.filled_size, own?.filledQuantity, theirs?.cumulative_quantity, watched?.filled),
    average: row(order.average_filled_price, own?.averagePrice, theirs?.avg_price, watched?.average),
    fee: row(order.total_fees, own?.fee, theirs?.total_fees, watched?.fees[0]?.cost),
  }).toEqual({
    price: ["same digits", "equal"],
    filled: ["same digits", "equal"],
    average: ["same digits", "equal"],
    // `ccxt` has it under another name in a streamed order.
    fee: ["same digits", "only ours"],
  });
});

test("all clients read the same venue time", async () => {
  const before = Date.now();
  const { auth, canTrade, clockOffsetMs = Number.NaN, latencyMs } = await all.ours.health();
  const coinbaseApi = Number((await all.coinbaseApi.rest.getServerTime()).epochMillis);
  const ccxt = await all.ccxt.fetchTime({ method: "v3PublicGetBrokerageTime" });
  expect({ auth, canTrade }).toEqual({ auth: "ok", canTrade: true });
  // The sandbox uses the clock of this machine, and `ccxt` reads whole seconds.
  expect(Math.abs(clockOffsetMs)).toBeLessThanOrEqual(latencyMs + 1);
  expect(coinbaseApi).toBeGreaterThanOrEqual(before);
  expect(ccxt % 1_000).toBe(0);
  expect(ccxt).toBeGreaterThanOrEqual(before - 1_000);
});
