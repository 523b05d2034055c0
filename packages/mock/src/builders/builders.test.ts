import { ProductStatus, type Timestamp } from "@cqvx/core";
import { sumDecimals, timestampFromMilliseconds } from "@cqvx/core/in-memory";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SEEDED } from "../testdata/seeded.ts";
import { START_MS } from "../venue/manual-clock.ts";
import { buildBalance } from "./build-balance.ts";
import { buildExecutionReport } from "./build-execution-report.ts";
import { buildOrder } from "./build-order.ts";
import { buildOrderBook, cutTo } from "./build-order-book.ts";
import { buildProduct } from "./build-product.ts";
import { buildTrade } from "./build-trade.ts";

const NOW = timestampFromMilliseconds(START_MS);

/** All builders, each with some overrides. */
const BUILDERS: readonly (readonly [string, (overrides?: object) => object, object])[] = [
  ["buildOrder", buildOrder, { symbol: "ETH-USD", quantity: "3" }],
  ["buildExecutionReport", buildExecutionReport, { symbol: "ETH-USD", quantity: "3" }],
  ["buildTrade", buildTrade, { symbol: "ETH-USD", price: "3" }],
  ["buildOrderBook", buildOrderBook, { symbol: "ETH-USD", bids: [["3", "1"]] }],
  ["buildBalance", buildBalance, { assets: [{ asset: "ETH", total: "3" }] }],
  ["buildProduct", buildProduct, { symbol: "ETH-USD" }],
];

/** Returns every object inside a value. */
function partsOf(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(partsOf)];
}

describe.each(BUILDERS)("%s", (_name, build, overrides) => {
  test("builds the same message from the same overrides", () => {
    expect(build(structuredClone(overrides))).toEqual(build(overrides));
    expect(build()).toEqual(build({}));
    expect(build(overrides)).not.toEqual(build());
  });

  test("accepts overrides that are frozen, without a prototype, or undefined", () => {
    const frozen = Object.freeze(structuredClone(overrides));
    expect(build(frozen)).toEqual(build(overrides));
    expect(build(Object.assign(Object.create(null), overrides))).toEqual(build(overrides));
    expect(
      build(Object.fromEntries(Object.keys(overrides).map((field) => [field, undefined]))),
    ).toHaveProperty("$typeName");
    expect(build(undefined)).toEqual(build());
  });

  test("does not change its overrides", () => {
    const given = structuredClone(overrides);
    build(given);
    expect(given).toEqual(overrides);
  });

  test("builds messages that share no objects", () => {
    const parts = [build(), build(), build(overrides), build(overrides)].flatMap(partsOf);
    expect(new Set(parts).size).toBe(parts.length);
  });

  test("shares no object with the overrides", () => {
    const own = partsOf(overrides);
    for (const part of partsOf(build(overrides))) expect(own).not.toContain(part);
  });

  test("has no field that is undefined", () => {
    for (const part of [build(), build(overrides)].flatMap(partsOf))
      expect(Object.values(part)).not.toContain(undefined);
  });
});

describe("ids", () => {
  test("follow from the overrides", () => {
    const unique = fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(unique, (quantities) => {
        const orders = quantities.map((quantity) => buildOrder({ quantity: String(quantity) }));
        const ids = orders.flatMap(({ orderId, clientOrderId }) => [orderId, clientOrderId]);
        expect(new Set(ids).size).toBe(ids.length);
        const trades = quantities.map((price) => buildTrade({ price: String(price) }));
        expect(new Set(trades.map(({ tradeId }) => tradeId)).size).toBe(trades.length);
      }),
      { ...SEEDED, numRuns: 50 },
    );
  });

  test("can be overridden", () => {
    expect(buildOrder({ orderId: "a", clientOrderId: "b" })).toMatchObject({
      orderId: "a",
      clientOrderId: "b",
    });
    expect(buildTrade({ tradeId: "t" }).tradeId).toBe("t");
  });

  test("are numbers of nine digits for trades", () => {
    expect(buildTrade().tradeId).toMatch(/^[1-9]\d{8}$/);
  });
});

describe("a time", () => {
  const text = "2026-03-01T10:00:00.123456789Z";
  const timestamp: Timestamp = {
    $typeName: "cqc.types.v1.Timestamp",
    seconds: String(Date.parse("2026-03-01T10:00:00Z") / 1_000),
    nanos: 123_456_789,
  };

  test("can be given as a date, text or a timestamp", () => {
    const date = new Date("2026-03-01T10:00:00.123Z");
    expect(buildTrade({ timestamp: date }).timestamp).toEqual(timestampFromMilliseconds(date.getTime()));
    expect(buildTrade({ timestamp: text }).timestamp).toEqual(timestamp);
    expect(buildTrade({ timestamp }).timestamp).toEqual(timestamp);
  });

  test.each<readonly [string, (time: string) => object]>([
    ["timestamp", (time) => buildOrderBook({ timestamp: time })],
    ["timestamp", (time) => buildBalance({ timestamp: time })],
    ["timestamp", (time) => buildExecutionReport({ timestamp: time })],
    ["createdTime", (time) => buildOrder({ createdTime: time })],
    ["updatedTime", (time) => buildOrder({ updatedTime: time })],
    ["startTime", (time) => buildOrder({ startTime: time })],
    ["expireTime", (time) => buildOrder({ expireTime: time })],
  ])("is read wherever there is one: %s", (field, build) => {
    expect(build(text)).toHaveProperty(field, timestamp);
  });

  test("that cannot be read is refused", () => {
    for (const timestamp of ["yesterday", new Date(Number.NaN)])
      expect(() => buildTrade({ timestamp })).toThrow("invalidInput: timestamp must be a Timestamp");
  });

  test("has the same default in every message", () => {
    expect(buildTrade().timestamp).toEqual(NOW);
    expect(buildOrderBook().timestamp).toEqual(NOW);
    expect(buildBalance().timestamp).toEqual(NOW);
  });
});

describe("a built book", () => {
  test("has by default three levels a side and is not crossed", () => {
    expect(buildOrderBook()).toEqual({
      $typeName: "cqc.markets.v1.OrderBook",
      symbol: "BTC-USD",
      bids: ["49999.00", "49998.00", "49997.00"].map((price) => expect.objectContaining({ price })),
      asks: ["50001.00", "50002.00", "50003.00"].map((price) => expect.objectContaining({ price })),
      sequence: "1",
      timestamp: NOW,
      indicative: false,
    });
  });

  test("has the given levels, in the short or the full form", () => {
    const level = { $typeName: "cqc.markets.v1.PriceLevel" };
    const { bids, asks } = buildOrderBook({
      bids: [["3", "2"], { price: "2" }, { price: "1", quantity: "9", orderCount: 4 }],
      asks: [],
    });
    expect(bids).toEqual([
      { ...level, price: "3", quantity: "2" },
      { ...level, price: "2", quantity: "1" },
      { ...level, price: "1", quantity: "9", orderCount: 4 },
    ]);
    expect(asks).toEqual([]);
  });

  test("is cut to a depth in a copy", () => {
    const book = buildOrderBook();
    const cut = cutTo(2, book);
    expect([cut.bids, cut.asks]).toEqual([book.bids.slice(0, 2), book.asks.slice(0, 2)]);
    expect(cutTo(Number.POSITIVE_INFINITY, book)).toEqual(book);
    for (const level of cut.bids) level.quantity = "0";
    expect(book.bids[0]?.quantity).toBe("1.5");
  });
});

describe("a built balance", () => {
  test("has by default USD and BTC with nothing locked", () => {
    expect(buildBalance()).toMatchObject({
      assets: [
        { asset: "USD", total: "100000.00", available: "100000.00", locked: "0" },
        { asset: "BTC", total: "10", available: "10", locked: "0" },
      ],
      timestamp: NOW,
    });
  });

  test("computes the missing amounts of an asset", () => {
    const { assets } = buildBalance({
      assets: [
        { asset: "A", total: "10", locked: "2.5" },
        { asset: "B", available: "7.5", locked: "2.5" },
        { asset: "C", available: "7.5" },
        { asset: "D", locked: "3" },
      ],
    });
    expect(assets.map(({ total, available, locked }) => [total, available, locked])).toEqual([
      ["10", "7.5", "2.5"],
      ["10.0", "7.5", "2.5"],
      ["7.5", "7.5", "0"],
      ["3", "0", "3"],
    ]);
  });

  test("adds up when the total and the locked amount are given", () => {
    const amounts = fc.tuple(fc.nat(1_000_000), fc.nat(1_000_000));
    fc.assert(
      fc.property(amounts, ([first, second]) => {
        const total = (Math.max(first, second) / 100).toFixed(2);
        const locked = (Math.min(first, second) / 100).toFixed(2);
        const [asset] = buildBalance({ assets: [{ asset: "A", total, locked }] }).assets;
        expect(sumDecimals(asset?.available ?? "", locked)).toBe(total);
      }),
      SEEDED,
    );
  });

  test("can be empty", () => {
    expect(buildBalance({ assets: [] }).assets).toEqual([]);
  });
});

describe("a built product", () => {
  test("is by default trading with small increments", () => {
    expect(buildProduct()).toEqual({
      $typeName: "cqc.venues.v1.Product",
      symbol: "BTC-USD",
      baseAsset: "BTC",
      quoteAsset: "USD",
      status: ProductStatus.TRADING,
      venueStatus: "TRADING",
      quantityIncrement: "0.00000001",
      quoteQuantityIncrement: "0.01",
      priceIncrement: "0.01",
    });
  });

  test("has the assets of its symbol and a venueStatus that matches its status", () => {
    expect(buildProduct({ symbol: "ETH-EUR", status: ProductStatus.HALTED })).toMatchObject({
      baseAsset: "ETH",
      quoteAsset: "EUR",
      venueStatus: "HALTED",
    });
    expect(buildProduct({ symbol: "ETH-EUR", baseAsset: "X" }).baseAsset).toBe("X");
  });
});
