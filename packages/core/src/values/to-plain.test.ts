import { describe, expect, test } from "vitest";
import { nameOf, OrderSide } from "../cqc/enums.ts";
import * as proto from "../proto.ts";
import {
  BALANCE,
  EXECUTION_REPORT,
  MARKET_DATA,
  ORDER,
  ORDER_BOOK,
  PRICE,
  TIMESTAMP,
  TIMESTAMP_ISO,
  TRADE,
  VENUE_MESSAGE,
} from "../testdata/messages.ts";
import { toPlain } from "./to-plain.ts";

describe("a message in plain data", () => {
  const messages = [
    ORDER,
    EXECUTION_REPORT,
    TRADE,
    ORDER_BOOK,
    PRICE,
    BALANCE,
    VENUE_MESSAGE,
    ...MARKET_DATA,
  ];

  test.each(messages.map((message) => [message.$typeName, message] as const))(
    "%s is JSON without type names, with times in RFC 3339",
    (_name, message) => {
      const plain = toPlain(message);
      expect(JSON.parse(JSON.stringify(plain))).toEqual(plain);
      expect(JSON.stringify(plain)).not.toContain("$typeName");
      expect(JSON.stringify(plain)).not.toContain("nanos");
      if (message !== VENUE_MESSAGE) expect(JSON.stringify(plain)).toContain(TIMESTAMP_ISO);
    },
  );

  test("has every enum of every message by name", () => {
    for (const schema of Object.values(proto)) {
      if (!("kind" in schema) || schema.kind !== "message") continue;
      for (const field of schema.fields) {
        if (field.enum === undefined) continue;
        const message = { $typeName: schema.typeName, [field.localName]: 1 };
        const name = field.enum.value[1]?.localName;
        expect([schema.name, toPlain(message)]).toEqual([schema.name, { [field.localName]: name }]);
      }
    }
  });

  test("keeps the digits of money and the names of all fields", () => {
    expect(toPlain(TRADE)).toEqual({
      tradeId: "trade-1",
      symbol: "BTC-USD",
      price: "50000.00",
      quantity: "0.10",
      side: "BUY",
      timestamp: TIMESTAMP_ISO,
    });
    expect(toPlain(ORDER_BOOK)).toMatchObject({
      sequence: "9007199254740993",
      bids: [
        { price: "49999.99", quantity: "1.50", orderCount: 3 },
        { price: "49999.98", quantity: "2" },
      ],
    });
  });

  test("leaves out absent fields and fields of a newer schema", () => {
    const unknown = {
      ...TRADE,
      timestamp: undefined,
      $unknown: [{ no: 99, wireType: 0, data: new Uint8Array() }],
    };
    expect(toPlain(unknown)).not.toHaveProperty("timestamp");
    expect(toPlain(unknown)).not.toHaveProperty("$unknown");
  });

  test("names an unknown value of an enum", () => {
    expect(toPlain({ ...TRADE, side: 42 })).toMatchObject({ side: "UNKNOWN(42)" });
  });
});

describe("other data", () => {
  test("nested structures of messages are converted at every level", () => {
    expect(toPlain({ trades: [TRADE], at: TIMESTAMP, when: new Date(0), count: 10n })).toEqual({
      trades: [toPlain(TRADE)],
      at: TIMESTAMP_ISO,
      when: "1970-01-01T00:00:00.000Z",
      count: "10",
    });
  });

  test("scalars stay unchanged, and undefined is null", () => {
    for (const scalar of [null, true, 0.5, "text"]) expect(toPlain(scalar)).toBe(scalar);
    expect(toPlain(undefined)).toBeNull();
    expect(toPlain([undefined, null])).toEqual([null, null]);
  });

  test("numbers outside the enum fields stay numbers, under any name", () => {
    const numbers = { side: OrderSide.BUY, constructor: 5, toString: 6, valueOf: 7 };
    expect(toPlain(numbers)).toEqual(numbers);
    expect(toPlain({ ...numbers, $typeName: "cqc.markets.v1.Trade" })).toEqual({
      ...numbers,
      side: nameOf(OrderSide, OrderSide.BUY),
    });
    expect(toPlain({ $typeName: "constructor", name: 5 })).toEqual({ name: 5 });
    expect(toPlain({ $typeName: "__proto__", toString: 5 })).toEqual({ toString: 5 });
  });

  test("__proto__ is an ordinary name", () => {
    const plain = toPlain(JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(JSON.stringify(plain)).toBe('{"__proto__":{"polluted":true}}');
    expect(plain).not.toHaveProperty("polluted");
  });

  test("a date that does not exist is null, as in JSON", () => {
    expect(toPlain({ when: new Date(Number.NaN) })).toEqual({ when: null });
  });
});
