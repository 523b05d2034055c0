import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OrderSide, OrderType, TimeInForce } from "../../cqc/enums.ts";
import type { Timestamp } from "../../cqc/messages.ts";
import { MalformedReply } from "../../errors/malformed-reply.ts";
import { CALL } from "../../testdata/clients/test-client.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { TIMESTAMP, TIMESTAMP_ISO } from "../../testdata/messages.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import { jsonNumber, writeJson } from "../../values/exact-json.ts";
import { readJsonObject } from "../../values/json.ts";
import type { CheckedOrder } from "./new-order.ts";
import { findOrderKind, type OrderKind, type OrderTerm, readTerms, writeTerms } from "./order-kinds.ts";

interface NamedKind extends OrderKind {
  readonly name: string;
}

const LIMIT_GTC: NamedKind = {
  name: "limit",
  type: OrderType.LIMIT,
  timeInForce: TimeInForce.GTC,
  fields: { quantity: "qty", price: "px", postOnly: "maker" },
};

const LIMIT_IOC: NamedKind = {
  name: "ioc",
  type: OrderType.LIMIT,
  timeInForce: TimeInForce.IOC,
  fields: { quantity: "qty", price: "px" },
};

const KINDS: readonly NamedKind[] = [LIMIT_GTC, LIMIT_IOC];

const ORDER: CheckedOrder = {
  symbol: "BTC-USD",
  side: OrderSide.BUY,
  type: OrderType.LIMIT,
  timeInForce: TimeInForce.GTC,
  clientOrderId: "client-1",
  quantity: "0.10",
  price: "50000.00",
};

/** Every term, with a venue's name and a value for it. */
const TERMS: Readonly<Record<OrderTerm, readonly [name: string, value: string | boolean | Timestamp]>> = {
  quantity: ["qty", "0.10"],
  quoteQuantity: ["cash", "5000.00"],
  price: ["px", "50000.00"],
  stopPrice: ["trigger", "49000"],
  displayQuantity: ["shown", "0.01"],
  participationRate: ["rate", "0.1"],
  startTime: ["from", TIMESTAMP],
  expireTime: ["until", TIMESTAMP],
  postOnly: ["maker", true],
};

const ALL_TERMS = Object.keys(TERMS) as OrderTerm[];

const kindWith = (terms: readonly OrderTerm[]): OrderKind => ({
  ...LIMIT_GTC,
  fields: Object.fromEntries(terms.map((term) => [term, TERMS[term][0]])),
});

describe("findOrderKind", () => {
  test("finds the row for a type and a time in force", () => {
    expect(findOrderKind(KINDS, ORDER, CALL)).toBe(LIMIT_GTC);
    expect(findOrderKind(KINDS, { ...ORDER, timeInForce: TimeInForce.IOC }, CALL)).toBe(LIMIT_IOC);
  });

  test.each<readonly [string, Partial<CheckedOrder>]>([
    ["type", { type: OrderType.MARKET, timeInForce: TimeInForce.IOC }],
    ["type", { type: OrderType.STOP_LIMIT }],
    ["timeInForce", { timeInForce: TimeInForce.FOK }],
    ["timeInForce", { timeInForce: TimeInForce.GTD }],
  ])("names what no row has: %s", async (field, part) => {
    const error = await failureOf(() => findOrderKind(KINDS, { ...ORDER, ...part }, CALL));
    expect(error).toMatchObject({ kind: "unsupported", field, sent: "no", ...CALL });
  });

  test.each(ALL_TERMS)(
    "refuses an order whose row does not have its term, so that none is dropped: %s",
    async (term) => {
      const [, value] = TERMS[term];
      const order: CheckedOrder = { ...ORDER, [term]: value };
      const others = ALL_TERMS.filter((each) => each !== term);
      const error = await failureOf(() => findOrderKind([kindWith(others)], order, CALL));
      expect(error).toMatchObject({ kind: "unsupported", field: term, sent: "no" });
      expect(findOrderKind([kindWith(ALL_TERMS)], order, CALL)).toMatchObject({ type: OrderType.LIMIT });
    },
  );

  test("ignores `postOnly: false`", () => {
    const order = { ...ORDER, timeInForce: TimeInForce.IOC, postOnly: false };
    expect(findOrderKind(KINDS, order, CALL)).toBe(LIMIT_IOC);
    expect(writeTerms(order, LIMIT_IOC)).toEqual({ qty: "0.10", px: "50000.00" });
  });

  test("finds nothing in an empty table", async () => {
    expect(await failureOf(() => findOrderKind([], ORDER, CALL))).toMatchObject({ field: "type" });
  });
});

describe("writeTerms", () => {
  test("returns the terms of an order under the venue's names", () => {
    expect(writeTerms(ORDER, LIMIT_GTC)).toEqual({ qty: "0.10", px: "50000.00" });
    const all = Object.fromEntries(ALL_TERMS.map((term) => [term, TERMS[term][1]]));
    expect(writeTerms({ ...ORDER, ...all }, kindWith(ALL_TERMS))).toEqual({
      qty: "0.10",
      cash: "5000.00",
      px: "50000.00",
      trigger: "49000",
      shown: "0.01",
      rate: "0.1",
      from: TIMESTAMP_ISO,
      until: TIMESTAMP_ISO,
      maker: true,
    });
  });

  test("formats decimals and times for the venue, and leaves flags unchanged", () => {
    const order: CheckedOrder = { ...ORDER, expireTime: TIMESTAMP, postOnly: false };
    const terms = writeTerms(order, kindWith(ALL_TERMS), {
      decimal: jsonNumber,
      time: ({ seconds }) => Number(seconds),
    });
    expect(writeJson(terms)).toBe(`{"qty":0.10,"px":50000.00,"until":${TIMESTAMP.seconds},"maker":false}`);
  });

  test("writes two terms under one name when the venue has one name for both", () => {
    const fields = { quantity: "size", quoteQuantity: "size" };
    const { quantity: _quantity, ...sizeless } = ORDER;
    expect(writeTerms(ORDER, { ...LIMIT_GTC, fields })).toEqual({ size: "0.10" });
    expect(writeTerms({ ...sizeless, quoteQuantity: "5" }, { ...LIMIT_GTC, fields })).toEqual({ size: "5" });
  });
});

describe("readTerms", () => {
  const read = (json: string, kind = kindWith(ALL_TERMS)) => readTerms(readJsonObject(json), kind);

  test("reads only the fields under the names of the kind", () => {
    expect(
      read('{"qty":"0.10","px":50000.00,"maker":"true","until":"2026-01-02T03:04:05.123456789Z","x":1}'),
    ).toEqual({
      quantity: "0.10",
      price: "50000.00",
      postOnly: true,
      expireTime: TIMESTAMP,
    });
    expect(read('{"qty":"0.10","trigger":"1"}', LIMIT_GTC)).toEqual({ quantity: "0.10" });
  });

  test("returns no field for an absent, null or empty value", () => {
    expect(Object.keys(read('{"qty":null,"px":"","until":"","maker":null}'))).toEqual([]);
  });

  test.each(['{"qty":"ten"}', '{"px":{}}', '{"maker":"yes"}', '{"trigger":true}'])(
    "%s is malformed",
    (json) => {
      expect(() => read(json)).toThrow(MalformedReply);
    },
  );
});

describe("for any terms of an order", () => {
  const decimal = fc
    .tuple(
      fc.bigInt({ min: 1n, max: 10n ** 20n - 1n }),
      fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }),
      fc.nat(18),
    )
    .map(([whole, fraction, digits]) =>
      digits === 0 ? `${whole}` : `${whole}.${String(fraction).padStart(18, "0").slice(0, digits)}`,
    );
  const time: fc.Arbitrary<Timestamp> = fc
    .tuple(fc.integer({ min: 0, max: 253_402_300_799 }), fc.nat(999_999_999))
    .map(([seconds, nanos]) => ({ $typeName: "cqc.types.v1.Timestamp", seconds: String(seconds), nanos }));
  const terms = fc.record(
    {
      quantity: decimal,
      quoteQuantity: decimal,
      price: decimal,
      stopPrice: decimal,
      displayQuantity: decimal,
      participationRate: decimal,
      startTime: time,
      expireTime: time,
      postOnly: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const { quantity: _quantity, price: _price, ...bare } = ORDER;

  test("the terms read back as written, as text or as numbers", () => {
    fc.assert(
      fc.property(terms, fc.boolean(), (given, isNumeric) => {
        const order: CheckedOrder = { ...bare, ...given };
        const kind = findOrderKind([kindWith(ALL_TERMS)], order, CALL);
        const written = writeTerms(order, kind, isNumeric ? { decimal: jsonNumber } : {});
        expect(readTerms(readJsonObject(writeJson(written)), kind)).toEqual(given);
      }),
      SEEDED,
    );
  });

  test("all terms are written, or the order is refused", () => {
    const some = fc.subarray(ALL_TERMS);
    fc.assert(
      fc.property(terms, some, (given, names) => {
        const order: CheckedOrder = { ...bare, ...given };
        const lost = Object.entries(given).filter(
          ([term, value]) => !names.includes(term as OrderTerm) && value !== false,
        );
        const find = () => findOrderKind([kindWith(names)], order, CALL);
        if (lost.length > 0) {
          expect(find).toThrow("unsupported");
          return;
        }
        const known = Object.keys(given).filter((term) => names.includes(term as OrderTerm));
        expect(Object.keys(writeTerms(order, find()))).toHaveLength(known.length);
      }),
      SEEDED,
    );
  });
});
