import { OrderSide } from "@cqvx/core";
import { MalformedReply, readJsonObject } from "@cqvx/core/venue";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fieldsAt, type Json, type JsonFields, readFixture } from "../testdata/fixtures/fixtures.ts";
import { readStreamedTrades } from "./trade.ts";

const read = (event: Json, product = "SOL-USD") =>
  readStreamedTrades(readJsonObject(JSON.stringify(event)), product);

const stored = (name: string): JsonFields => fieldsAt(readFixture(name).input, "events", 0);

test("each trade has the taker's side, the venue's digits and its time", () => {
  const trades = read(stored("stream-trades-snapshot"));
  expect(trades.map(({ tradeId, side, price, quantity }) => [tradeId, side, price, quantity])).toEqual([
    ["481216009", OrderSide.BUY, "187.43", "0.512"],
    ["481216008", OrderSide.SELL, "187.41", "4"],
    ["481216007", OrderSide.UNSPECIFIED, "187.42", "0.07"],
  ]);
  expect(trades[0]).toEqual({
    $typeName: "cqc.markets.v1.Trade",
    tradeId: "481216009",
    symbol: "SOL-USD",
    price: "187.43",
    quantity: "0.512",
    side: OrderSide.BUY,
    timestamp: { $typeName: "cqc.types.v1.Timestamp", seconds: "1791199233", nanos: 100_000_000 },
  });
});

describe("an event", () => {
  const trade: JsonFields = { trade_id: "1", product_id: "SOL-USD", price: "1", size: "2", side: "BUY" };

  test("gives the trades of one market only, without those of its USDC twin", () => {
    const trades = ["SOL-USD", "ETH-USD", "SOL-USDC", "SOL-USD"].map((product_id, index) => ({
      ...trade,
      product_id,
      trade_id: String(index),
    }));
    expect(read({ trades }).map(({ tradeId }) => tradeId)).toEqual(["0", "3"]);
    expect(read({ trades }, "DOGE-USD")).toEqual([]);
    expect(read({ trades: [] })).toEqual([]);
    expect(read({ trades: null })).toEqual([]);
  });

  test.each<[string, Json]>([
    ["without trades", {}],
    ["whose trades are not a list", { trades: "none" }],
    ["with an invalid trade", { trades: [7] }],
    ...["trade_id", "product_id", "price", "size"].map((name): [string, Json] => [
      `with a trade without ${name}`,
      { trades: [{ ...trade, [name]: null }] },
    ]),
    ["with an invalid price", { trades: [{ ...trade, price: "a lot" }] }],
    ["with an invalid size", { trades: [{ ...trade, size: [1] }] }],
  ])("%s is malformed, so that no trade is lost silently", (_, event) => {
    expect(() => read(event)).toThrow(MalformedReply);
  });

  test("without sides and times still gives trades", () => {
    const { side: _, ...sideless } = trade;
    expect(read({ trades: [{ ...sideless, time: "soon" }] })).toEqual([
      {
        $typeName: "cqc.markets.v1.Trade",
        tradeId: "1",
        symbol: "SOL-USD",
        price: "1",
        quantity: "2",
        side: OrderSide.UNSPECIFIED,
      },
    ]);
  });
});

test("returns every trade of the market once, unchanged except for the taker's side", () => {
  const decimal = fc
    .tuple(fc.nat(), fc.stringMatching(/^\d{1,12}$/))
    .map(([whole, part]) => `${whole}.${part}`);
  const row = fc.record({
    trade_id: fc.stringMatching(/^[1-9]\d{0,14}$/),
    product_id: fc.constantFrom("SOL-USD", "ETH-USD", "SOL-USDC"),
    price: decimal,
    size: decimal,
    side: fc.constantFrom("BUY", "SELL", "UNKNOWN_ORDER_SIDE"),
  });
  const turned: Readonly<Record<string, OrderSide>> = { BUY: OrderSide.SELL, SELL: OrderSide.BUY };
  fc.assert(
    fc.property(fc.array(row), (trades) => {
      const own = trades.filter(({ product_id }) => product_id === "SOL-USD");
      const expected = own.map(({ trade_id, price, size, side }) => ({
        $typeName: "cqc.markets.v1.Trade",
        tradeId: trade_id,
        symbol: "SOL-USD",
        price,
        quantity: size,
        side: turned[side] ?? OrderSide.UNSPECIFIED,
      }));
      expect(read({ trades })).toEqual(expected);
    }),
    { seed: 20_260_101, numRuns: 500 },
  );
});
