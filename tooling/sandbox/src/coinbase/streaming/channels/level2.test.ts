import { beforeEach, describe, expect, test } from "vitest";
import { decimal } from "../../../numbers/decimal.ts";
import { createTestClient, type Json, limitOrder } from "../../../testing/client.ts";
import { createTestBook, openStream } from "../../../testing/streams.ts";
import { createManualClock, type ManualClock } from "../../../time/clock.ts";
import { type CoinbaseSandbox, createCoinbaseSandbox } from "../../coinbase-sandbox.ts";
import type { CoinbaseSandboxOptions } from "../../sandbox-options.ts";

let clock: ManualClock;
let sandbox: CoinbaseSandbox;

function create(options: CoinbaseSandboxOptions = {}): CoinbaseSandbox {
  return createCoinbaseSandbox({ clock, rateLimits: false, ...options });
}

beforeEach(() => {
  clock = createManualClock();
  sandbox = create();
});

describe("a snapshot", () => {
  test("is the whole book, bids first and best prices first, without times", () => {
    const stream = openStream(sandbox, clock);
    stream.subscribe("level2", "BTC-USD");
    const [acknowledgement, snapshot] = stream.take();
    expect(acknowledgement.channel).toBe("subscriptions");
    expect(snapshot).toMatchObject({ channel: "l2_data", sequence_num: 1 });
    expect(snapshot.events).toHaveLength(1);
    const [{ type, product_id, updates }] = snapshot.events;
    expect({ type, product_id }).toEqual({ type: "snapshot", product_id: "BTC-USD" });
    expect(updates[0]).toEqual({
      side: "bid",
      event_time: "1970-01-01T00:00:00Z",
      price_level: "64250.49",
      new_quantity: sandbox.book("BTC-USD").bids[0]?.size,
    });
    const book = createTestBook();
    book.apply(snapshot);
    expect(book.toJson()).toEqual(sandbox.book("BTC-USD"));
  });

  test("comes before the acknowledgement with `streamSnapshot: before ack`", () => {
    const stream = openStream(create({ behaviour: { streamSnapshot: "before ack" } }), clock);
    stream.subscribe("level2", "BTC-USD", "ETH-USD");
    expect(stream.take().map(({ channel, sequence_num }) => [sequence_num, channel])).toEqual([
      [0, "l2_data"],
      [1, "l2_data"],
      [2, "subscriptions"],
    ]);
  });

  test("of a -USDC product is the one of the -USD product, under that name", () => {
    const stream = openStream(sandbox, clock);
    stream.subscribe("level2", "ETH-USDC", "ETH-USD");
    const [acknowledgement, ...snapshots] = stream.take();
    expect(acknowledgement.events).toEqual([{ subscriptions: { level2: ["ETH-USD"] } }]);
    expect(snapshots.map(({ events }) => events[0].product_id)).toEqual(["ETH-USD"]);
    stream.send({ type: "unsubscribe", channel: "level2", product_ids: ["ETH-USDC"] });
    expect(stream.take()[0].events).toEqual([{ subscriptions: {} }]);
  });

  test("comes again when a client subscribes again", () => {
    const stream = openStream(sandbox, clock);
    stream.subscribe("level2", "BTC-USD");
    sandbox.tick("BTC-USD", 10);
    stream.take();
    stream.subscribe("level2", "BTC-USD");
    const book = createTestBook();
    book.apply(stream.take().at(-1));
    expect(book.toJson()).toEqual(sandbox.book("BTC-USD"));
  });

  test("of twenty thousand levels a side is several megabytes", () => {
    const venue = create({ levels: { "BTC-USD": 20_000 } });
    const stream = openStream(venue, clock);
    stream.subscribe("level2", "BTC-USD");
    expect(venue.book("BTC-USD").bids).toHaveLength(20_000);
    expect(venue.book("BTC-USD").asks).toHaveLength(20_000);
    expect(venue.book("ETH-USD").bids).toHaveLength(300);
    expect(stream.texts[1]?.length).toBeGreaterThan(4_000_000);
    venue.tick("BTC-USD", 100);
    const book = createTestBook();
    for (const frame of stream.take().slice(1)) book.apply(frame);
    expect(book.toJson()).toEqual(venue.book("BTC-USD"));
  });
});

describe("an update", () => {
  test("has absolute quantities, zero for a removed level, and its own time", async () => {
    sandbox.moveMarket("BTC-USD", "60000");
    const stream = openStream(sandbox, clock);
    stream.subscribe("level2", "BTC-USD");
    stream.take();
    const client = createTestClient(sandbox, clock);
    const levels = () =>
      stream.take().map(({ events: [{ type, updates }] }) => {
        expect(type).toBe("update");
        return updates.map((update: Json) => [update.side, update.price_level, update.new_quantity]);
      });
    await client.order(limitOrder("BUY", "60000", "0.5"));
    const { success_response } = await client.order(limitOrder("BUY", "60000", "0.25"));
    await client.post("/orders/edit", { order_id: success_response.order_id, price: "60000", size: "0.1" });
    await client.post("/orders/batch_cancel", { order_ids: [success_response.order_id] });
    expect(levels()).toEqual([
      [["bid", "60000", "0.5"]],
      [["bid", "60000", "0.75"]],
      [["bid", "60000", "0.6"]],
      [["bid", "60000", "0.5"]],
    ]);
    sandbox.trade("BTC-USD", { side: "SELL", size: "0.5" });
    sandbox.placeRestingOrder("BTC-USD", { side: "SELL", price: "60000.01", size: "1.5" });
    const [trade, rest] = levels();
    expect(trade).toEqual([["bid", "60000", "0"]]);
    const [best] = sandbox.book("BTC-USD").asks;
    expect(rest).toEqual([["offer", "60000.01", best?.size]]);
  });

  test("is one frame for each request, regardless of the number of changed levels", async () => {
    const stream = openStream(sandbox, clock);
    stream.subscribe("level2", "BTC-USD");
    stream.take();
    await createTestClient(sandbox, clock).order({
      product_id: "BTC-USD",
      side: "BUY",
      order_configuration: { market_market_ioc: { quote_size: "200000" } },
    });
    const frames = stream.take();
    expect(frames).toHaveLength(1);
    expect(frames[0].events[0].updates.length).toBeGreaterThan(1);
  });

  test("goes only to subscribers of its product", () => {
    const [bitcoin, ether] = [openStream(sandbox, clock), openStream(sandbox, clock)];
    bitcoin.subscribe("level2", "BTC-USD");
    ether.subscribe("level2", "ETH-USD");
    ether.take();
    bitcoin.take();
    sandbox.tick("BTC-USD", 4);
    expect(bitcoin.take()).toHaveLength(4);
    expect(ether.take()).toEqual([]);
  });

  test("follows a due action without a request", async () => {
    const slow = create({ behaviour: { acceptLatencyMs: 300, cancelLatencyMs: 200 } });
    slow.moveMarket("BTC-USD", "60000");
    const stream = openStream(slow, clock);
    stream.subscribe("level2", "BTC-USD");
    stream.take();
    const client = createTestClient(slow, clock);
    const { success_response } = await client.order(limitOrder("BUY", "60000", "1"));
    await clock.run(299);
    expect(stream.take()).toEqual([]);
    await clock.run(1);
    expect(stream.take()[0].events[0].updates).toMatchObject([{ new_quantity: "1" }]);
    await client.post("/orders/batch_cancel", { order_ids: [success_response.order_id] });
    await clock.run(200);
    expect(stream.take()[0].events[0].updates).toMatchObject([{ new_quantity: "0" }]);
  });

  test("that a receiver causes is published after the current one", () => {
    const texts: string[] = [];
    let reaction: (() => void) | undefined = () => sandbox.tick("BTC-USD");
    const subscribe = JSON.stringify({ type: "subscribe", channel: "level2", product_ids: ["BTC-USD"] });
    sandbox
      .connect("market", {
        message() {
          const react = reaction;
          reaction = undefined;
          react?.();
        },
        closed: () => undefined,
      })
      .receive(subscribe);
    const second = sandbox.connect("market", {
      message: (text) => texts.push(text),
      closed: () => undefined,
    });
    second.receive(subscribe);
    reaction = () => sandbox.tick("BTC-USD", 3);
    sandbox.tick("BTC-USD");
    const book = createTestBook();
    for (const text of texts.slice(1)) book.apply(JSON.parse(text));
    expect(texts).toHaveLength(2 + 2);
    expect(book.toJson()).toEqual(sandbox.book("BTC-USD"));
  });
});

describe("the market's movement", () => {
  test.each([1, 2, 3])("never crosses the book, and gives one frame a step (seed %i)", (seed) => {
    const venue = create({ seed });
    const stream = openStream(venue, clock);
    for (const channel of ["level2", "market_trades"]) stream.subscribe(channel, "BTC-USD");
    const book = createTestBook();
    for (const frame of stream.take().filter(({ channel }) => channel === "l2_data")) book.apply(frame);
    for (let step = 0; step < 800; step++) {
      venue.tick("BTC-USD");
      const frames = stream.take();
      expect(frames.map(({ channel }) => channel)).toEqual(["l2_data"]);
      book.apply(frames[0]);
      const { bids, asks } = venue.book("BTC-USD");
      expect(decimal(bids[0]?.price ?? "x").lt(asks[0]?.price ?? "x")).toBe(true);
    }
    expect(book.toJson()).toEqual(venue.book("BTC-USD"));
    const { bids, asks } = venue.book("BTC-USD");
    expect(bids.length).toBeGreaterThan(200);
    expect(asks.length).toBeGreaterThan(200);
    expect(Math.abs(Number(bids[0]?.price) - 64_250)).toBeLessThan(1_000);
  });

  test("keeps the account's orders, and fills them when the market trades", async () => {
    const client = createTestClient(sandbox, clock);
    await client.order(limitOrder("BUY", "64250.49", "0.0001"));
    await client.order(limitOrder("BUY", "20000", "0.0001"));
    sandbox.tick("BTC-USD", 3_000);
    const [near, far] = sandbox.orders();
    expect(near).toMatchObject({ status: "FILLED", average_filled_price: "64250.49" });
    expect(far).toMatchObject({ status: "OPEN", filled_size: "0" });
  });

  test("resumes after a side was emptied", () => {
    sandbox.trade("SOL-USD", { side: "BUY", size: "10000000" });
    expect(sandbox.book("SOL-USD").asks).toEqual([]);
    sandbox.tick("SOL-USD", 200);
    const { bids, asks } = sandbox.book("SOL-USD");
    expect(asks.length).toBeGreaterThan(10);
    expect(decimal(bids[0]?.price ?? "x").lt(asks[0]?.price ?? "x")).toBe(true);
  });

  test("neither crosses the book nor reaches zero at a low price", () => {
    sandbox.moveMarket("SOL-USD", "0.03");
    for (let step = 0; step < 300; step++) {
      sandbox.tick("SOL-USD");
      const { bids, asks } = sandbox.book("SOL-USD");
      expect(decimal(bids.at(-1)?.price ?? "1").gt(0)).toBe(true);
      expect(decimal(bids[0]?.price ?? "0").lt(asks[0]?.price ?? "1")).toBe(true);
    }
  });

  test("follows the clock while somebody listens, with `ticksPerSecond`", async () => {
    const venue = create({ ticksPerSecond: 4 });
    const before = venue.book("BTC-USD");
    await clock.run(10_000);
    expect(venue.book("BTC-USD")).toEqual(before);
    const stream = openStream(venue, clock);
    stream.subscribe("level2", "BTC-USD");
    stream.subscribe("heartbeats");
    stream.take();
    await clock.run(2_000);
    expect(stream.take().filter(({ channel }) => channel === "l2_data")).toHaveLength(8);
    stream.close();
    const after = venue.book("BTC-USD");
    await clock.run(2_000);
    expect(venue.book("BTC-USD")).toEqual(after);
  });
});

describe("the truth", () => {
  test("is the venue's book after each frame of each connection, also after frames that never arrived", async () => {
    const venue = create({ recordTruth: true });
    const [first, second] = [openStream(venue, clock), openStream(venue, clock)];
    venue.streamFaults.add({
      kind: "drop",
      times: 5,
      skip: 20,
      match: { channel: "l2_data", connection: 1 },
    });
    first.subscribe("level2", "BTC-USD", "ETH-USD");
    const client = createTestClient(venue, clock);
    const seen = new Map<string, unknown>();
    const note = (productId: string, ...connections: number[]) => {
      for (const connection of connections) {
        const sequence = venue.truth.frames.findLast((frame) => frame.connection === connection)?.sequence;
        seen.set(`${connection} ${sequence}`, { productId, book: venue.book(productId) });
      }
    };
    for (let step = 0; step < 60; step++) {
      const productId = step % 3 === 0 ? "ETH-USD" : "BTC-USD";
      venue.tick(productId);
      note(productId, 1);
    }
    second.subscribe("level2", "BTC-USD");
    note("BTC-USD", 2);
    await client.order(limitOrder("BUY", "64000", "0.5"));
    note("BTC-USD", 1, 2);
    venue.moveMarket("BTC-USD", "61000");
    note("BTC-USD", 1, 2);
    expect(seen.size).toBe(65);
    for (const [name, { productId, book }] of seen as Map<string, Json>) {
      const [connection = 0, sequence = 0] = name.split(" ").map(Number);
      expect(venue.truth.bookAt(connection, sequence)).toEqual(book);
      expect(venue.truth.frames).toContainEqual({ connection, sequence, productId });
    }
    const arrived = first.take().filter(({ channel }) => channel === "l2_data");
    expect(arrived).toHaveLength(64 - 5);
    expect(venue.truth.frames.filter(({ connection }) => connection === 1)).toHaveLength(64);
  });

  test("can be read for earlier frames in any order, and is undefined for unknown frames", () => {
    const venue = create({ recordTruth: true });
    const stream = openStream(venue, clock);
    stream.subscribe("level2", "BTC-USD");
    const start = venue.book("BTC-USD");
    venue.tick("BTC-USD", 3);
    const end = venue.book("BTC-USD");
    expect(venue.truth.bookAt(1, 4)).toEqual(end);
    expect(venue.truth.bookAt(1, 1)).toEqual(start);
    expect(venue.truth.bookAt(1, 4)).toEqual(end);
    expect(venue.truth.bookAt(1, 0)).toBeUndefined();
    expect(venue.truth.bookAt(1, 5)).toBeUndefined();
    expect(venue.truth.bookAt(2, 1)).toBeUndefined();
  });

  test("forgets the oldest frames", () => {
    const venue = create({ recordTruth: true });
    const stream = openStream(venue, clock);
    stream.subscribe("level2", "BTC-USD");
    for (let move = 0; move < 120; move++) venue.moveMarket("BTC-USD", String(60_000 + move));
    expect(venue.truth.bookAt(1, 1)).toBeUndefined();
    expect(venue.truth.bookAt(1, 121)).toEqual(venue.book("BTC-USD"));
  });

  test("is not kept without `recordTruth`", () => {
    const stream = openStream(sandbox, clock);
    stream.subscribe("level2", "BTC-USD");
    sandbox.tick("BTC-USD");
    expect(sandbox.truth.frames).toEqual([]);
    expect(sandbox.truth.bookAt(1, 1)).toBeUndefined();
  });
});
