/** Streams of markets: symbols, books and unknown products. */
import type { OrderBook, StreamState, Trade } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { failureOf } from "../../testdata/failure-of.ts";
import type { JsonFields } from "../../testdata/fixtures/fixtures.ts";
import { until } from "../../testdata/sandbox/live-sandbox.ts";
import type { StreamAnswer } from "../../testdata/scripted/scripted-streams.ts";
import {
  bookEvent,
  connect,
  ignore,
  levels,
  SNAPSHOT,
  serve,
} from "../../testdata/scripted/streaming-client.ts";
import { CREDENTIALS } from "../../testdata/scripted/test-client.ts";

describe("a market in USDC", () => {
  const trade = (product_id: string, trade_id: string): JsonFields => ({
    trade_id,
    product_id,
    price: "64250.50",
    size: "0.0100",
    side: "BUY",
    time: "2026-01-05T12:00:00.5Z",
  });

  test("is subscribed under the product of its book and delivered under its own symbol", async () => {
    const { client, streams } = connect(serve);
    const books: OrderBook[] = [];
    const trades: Trade[] = [];
    await client.subscribeOrderBook("BTC-USDC", (book) => void books.push(book));
    await client.subscribeTrades("BTC-USDC", (each) => void trades.push(each));
    streams.socket.send("market_trades", [{ type: "update", trades: [trade("BTC-USD", "1")] }]);
    expect(streams.sent.map(({ product_ids }) => product_ids)).toEqual([["BTC-USD"], ["BTC-USD"]]);
    expect(books.map(({ symbol }) => symbol)).toEqual(["BTC-USDC"]);
    expect(trades).toMatchObject([
      { symbol: "BTC-USDC", tradeId: "1", price: "64250.50", quantity: "0.0100" },
    ]);
  });

  test("shares one subscription with its USD twin until both are closed", async () => {
    const { client, streams } = connect(serve);
    const seen: string[] = [];
    const twins = ["BTC-USD", "BTC-USDC"];
    const subscriptions = await Promise.all(
      twins.flatMap((symbol) => [
        client.subscribeOrderBook(symbol, (book) => void seen.push(`book ${book.symbol}`)),
        client.subscribeTrades(symbol, (each) => void seen.push(`trade ${each.symbol}`)),
      ]),
    );
    streams.socket.send("market_trades", [{ type: "update", trades: [trade("BTC-USD", "1")] }]);
    streams.socket.send("l2_data", [bookEvent("update", "BTC-USD", levels(["bid", "187.40", "1"]))]);
    expect(streams.sent.map(({ channel, product_ids }) => [channel, product_ids])).toEqual([
      ["level2", ["BTC-USD"]],
      ["market_trades", ["BTC-USD"]],
    ]);
    expect(seen.sort()).toEqual(
      ["book BTC-USD", "book BTC-USDC"]
        .flatMap((each) => [each, each])
        .concat("trade BTC-USD", "trade BTC-USDC"),
    );
    await Promise.all(subscriptions.slice(0, 2).map((subscription) => subscription.close()));
    expect(streams.sent.every(({ type }) => type === "subscribe")).toBe(true);
    expect(subscriptions.slice(2).map(({ state }) => state)).toEqual(["live", "live"]);
    await Promise.all(subscriptions.map((subscription) => subscription.close()));
    expect(streams.socket.isOpen).toBe(false);
  });

  test.each(["USDT-USDC", "EURC-USDC"])("with its own book keeps its name: %s", async (symbol) => {
    const { client, streams } = connect(serve);
    const symbols: string[] = [];
    await client.subscribeOrderBook(symbol, (book) => void symbols.push(book.symbol));
    expect(streams.sent.map(({ product_ids }) => product_ids)).toEqual([[symbol]]);
    expect(symbols).toEqual([symbol]);
  });

  test("keeps its own name in the account's orders", async () => {
    const { client, streams } = connect(serve, { credentials: CREDENTIALS });
    const all: string[] = [];
    const some: string[] = [];
    await client.subscribeOrders(({ symbol }) => void all.push(symbol));
    await client.subscribeOrders(({ symbol }) => void some.push(symbol), { symbols: ["BTC-USDC"] });
    for (const [index, product_id] of ["BTC-USD", "BTC-USDC"].entries()) {
      streams.socket.send("user", [
        { type: "update", orders: [{ order_id: String(index), product_id, status: "OPEN" }] },
      ]);
    }
    expect([all, some]).toEqual([["BTC-USD", "BTC-USDC"], ["BTC-USDC"]]);
    expect(streams.sent).toHaveLength(1);
  });
});

describe("a book", () => {
  test("has the best levels up to the depth, with the digits, sequence and time of the message", async () => {
    const { client, streams } = connect(serve);
    const books: OrderBook[] = [];
    await client.subscribeOrderBook("SOL-USD", (book) => void books.push(book), { depth: 2 });
    const updates = levels(
      ["bid", "187.40", "1.00000000"],
      ["bid", "187.42", "3"],
      ["offer", "187.43", "0.00000000"],
      ["offer", "188", "0"],
      ["offer", "187.50", "4.0"],
    );
    streams.socket.send("l2_data", [bookEvent("update", "SOL-USD", updates)]);
    expect(books.at(-1)).toEqual({
      $typeName: "cqc.markets.v1.OrderBook",
      symbol: "SOL-USD",
      bids: [
        { $typeName: "cqc.markets.v1.PriceLevel", price: "187.42", quantity: "3" },
        { $typeName: "cqc.markets.v1.PriceLevel", price: "187.41", quantity: "2.50" },
      ],
      asks: [{ $typeName: "cqc.markets.v1.PriceLevel", price: "187.50", quantity: "4.0" }],
      sequence: "3",
      timestamp: { $typeName: "cqc.types.v1.Timestamp", seconds: "1770091506", nanos: 3 },
      indicative: false,
    });
    expect(books).toHaveLength(2);
  });

  test("is replaced by a later snapshot, and applies all events of one message at once", async () => {
    const { client, streams } = connect(serve);
    const books: OrderBook[] = [];
    await client.subscribeOrderBook("SOL-USD", (book) => void books.push(book));
    streams.socket.send("l2_data", [
      bookEvent("update", "SOL-USD", levels(["bid", "190", "1"], ["offer", "187.43", "0"])),
      bookEvent("update", "SOL-USD", levels(["offer", "191", "1"])),
    ]);
    streams.socket.send("l2_data", [bookEvent("snapshot", "SOL-USD", levels(["offer", "12", "1"]))]);
    const prices = books.map(({ bids, asks }) => [bids, asks].map((side) => side.map(({ price }) => price)));
    expect(prices).toEqual([
      [["187.41"], ["187.43"]],
      [["190", "187.41"], ["191"]],
      [[], ["12"]],
    ]);
  });

  test("stays unchanged after delivery, and conflates while an async handler runs", async () => {
    const { client, streams } = connect(serve);
    const books: OrderBook[] = [];
    const copies: string[] = [];
    let finish: () => void = ignore;
    await client.subscribeOrderBook("SOL-USD", (book) => {
      books.push(book);
      copies.push(JSON.stringify(book));
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    for (const price of ["187.40", "187.39", "187.42"]) {
      streams.socket.send("l2_data", [bookEvent("update", "SOL-USD", levels(["bid", price, "1"]))]);
    }
    expect(books).toHaveLength(1);
    finish();
    await until(() => books.length === 2);
    expect(books[1]?.bids.map(({ price }) => price)).toEqual(["187.42", "187.41", "187.40", "187.39"]);
    expect(books.map((book) => JSON.stringify(book))).toEqual(copies);
  });

  test("whose handler throws continues, as do all others", async () => {
    const { client, streams } = connect(serve);
    const errors: unknown[] = [];
    const prices: (string | undefined)[] = [];
    const faulty = new Error("a fault of the caller's");
    await client.subscribeOrderBook(
      "SOL-USD",
      () => {
        throw faulty;
      },
      { onError: (error) => void errors.push(error) },
    );
    await client.subscribeOrderBook("SOL-USD", ({ bids }) => void prices.push(bids[0]?.price));
    streams.socket.send("l2_data", [bookEvent("update", "SOL-USD", levels(["bid", "187.42", "1"]))]);
    expect(errors).toEqual([faulty, faulty]);
    expect(prices).toEqual(["187.41", "187.42"]);
    expect(streams.sockets).toHaveLength(1);
  });

  test("ignores changes before its snapshot", async () => {
    const { client, streams } = connect((socket, { channel }) => {
      if (channel !== "level2") return socket.acknowledge();
      socket.send("l2_data", [bookEvent("update", "SOL-USD", levels(["bid", "1", "1"]))]);
      socket.send("l2_data", [bookEvent("snapshot", "SOL-USD", SNAPSHOT)]);
      socket.send("l2_data", [bookEvent("update", "SOL-USD", levels(["bid", "2", "1"]))]);
      socket.acknowledge();
    });
    const books: OrderBook[] = [];
    await client.subscribeOrderBook("SOL-USD", (book) => void books.push(book));
    expect(books.map(({ bids }) => bids.map(({ price }) => price))).toEqual([["187.41", "2"]]);
    expect(streams.sockets).toHaveLength(1);
  });

  test("that is crossed is stale at once, and live again after a new snapshot", async () => {
    const { client, clock, streams } = connect(serve);
    const seen: string[] = [];
    await client.subscribeOrderBook(
      "SOL-USD",
      ({ bids }, { state }) => void seen.push(`${state} ${bids[0]?.price}`),
    );
    await client.subscribeTrades("SOL-USD", ignore, {
      onState: (state) => void seen.push(`trades ${state}`),
    });
    streams.socket.send("l2_data", [bookEvent("update", "SOL-USD", levels(["bid", "187.44", "1"]))]);
    expect(seen).toEqual(["live 187.41", "trades live", "stale 187.41"]);
    await clock.run(500);
    await until(() => seen.length === 4);
    // The connection stays, so its other streams continue.
    expect(seen.at(-1)).toBe("live 187.41");
    expect(streams.sockets).toHaveLength(1);
    expect(streams.sent.map(({ type, channel }) => `${type} ${channel}`).slice(2)).toEqual([
      "unsubscribe level2",
      "subscribe level2",
    ]);
  });
});

test("unknown channels, events and fields change nothing, but their messages are counted", async () => {
  const { client, streams } = connect(serve);
  const books: OrderBook[] = [];
  await client.subscribeOrderBook("SOL-USD", (book) => void books.push(book));
  streams.socket.send("candles", [{ type: "snapshot", candles: [{ product_id: "SOL-USD", start: "1" }] }]);
  streams.socket.send("ticker", [{ type: "update", tickers: [{ product_id: "" }] }]);
  streams.socket.send("news", [{ anything: ["at", { all: null }] }]);
  streams.socket.send("futures_balance_summary", "no list");
  streams.socket.send("l2_data", [bookEvent("update", "ETH-EUR", levels(["bid", "1", "1"]))]);
  streams.socket.send("l2_data", [
    { ...bookEvent("update", "SOL-USD", levels(["bid", "187.42", "1"])), new_field: { x: [1] } },
  ]);
  expect(books.map(({ sequence }) => sequence)).toEqual(["2", "8"]);
  expect(streams.sockets).toHaveLength(1);
});

describe("an unknown product", () => {
  const without =
    (unknown: string): StreamAnswer =>
    (socket, frame) => {
      const channels = socket.sent.map(({ channel, product_ids }) => [
        channel,
        product_ids?.filter((product) => product !== unknown) ?? [channel],
      ]);
      socket.send("subscriptions", [{ subscriptions: Object.fromEntries(channels) }]);
      for (const product of frame.product_ids ?? []) {
        if (product !== unknown) socket.send("l2_data", [bookEvent("snapshot", product, SNAPSHOT)]);
      }
    };

  test("is notFound and does not affect the other products", async () => {
    const { client, streams } = connect(without("NOPE-USD"));
    const states: StreamState[] = [];
    const [known, unknown] = await Promise.all([
      client.subscribeOrderBook("SOL-USD", ignore, { onState: (state) => void states.push(state) }),
      failureOf(client.subscribeOrderBook("NOPE-USD", ignore)),
    ]);
    expect(unknown).toMatchObject({
      kind: "notFound",
      code: "UNKNOWN_PRODUCT",
      operation: "subscribeOrderBook",
      sent: "yes",
    });
    expect([known.state, states]).toEqual(["live", ["live"]]);
    expect(streams.sent).toHaveLength(1);
  });

  test("alone leaves no socket behind", async () => {
    const { client, streams } = connect(without("NOPE-USD"));
    expect(await failureOf(client.subscribeOrderBook("NOPE-USD", ignore))).toMatchObject({
      kind: "notFound",
    });
    await until(() => !streams.socket.isOpen);
    expect(streams.sockets).toHaveLength(1);
  });
});
