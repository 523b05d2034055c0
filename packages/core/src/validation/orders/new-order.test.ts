import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NewOrder } from "../../contract/new-order.ts";
import { OrderSide, OrderStatus, OrderType, TimeInForce } from "../../cqc/enums.ts";
import type { VenueError } from "../../errors/venue-error.ts";
import { CALL } from "../../testdata/clients/test-client.ts";
import { START_MS } from "../../testdata/clocks/manual-clock.ts";
import { everythingOf } from "../../testdata/everything-of.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { ORDER } from "../../testdata/messages.ts";
import { SEEDED } from "../../testdata/seeded.ts";
import { parseTimestamp, timestampFromMilliseconds } from "../../values/timestamp.ts";
import { type CheckedOrder, checkNewOrder } from "./new-order.ts";

const NEW_ID = "made-here";
const PAST = new Date(START_MS - 1);
const SOON = new Date(START_MS + 60_000);
const LATER = new Date(START_MS + 120_000);

const BASE = { symbol: "BTC-USD", side: OrderSide.BUY, quantity: "0.1" } as const;
const MARKET: NewOrder = { ...BASE, type: OrderType.MARKET };
const LIMIT: NewOrder = { ...BASE, type: OrderType.LIMIT, price: "50000.00" };
const STOP_LIMIT: NewOrder = { ...LIMIT, type: OrderType.STOP_LIMIT, stopPrice: "49000" };
const TWAP: NewOrder = { ...BASE, type: OrderType.TWAP, startTime: SOON, expireTime: LATER };
const RFQ: NewOrder = { ...BASE, type: OrderType.RFQ };

const { quantity: _, ...UNSIZED_LIMIT } = LIMIT;
const { quantity: __, ...UNSIZED_STOP_LIMIT } = STOP_LIMIT;

/** An order as a caller without types could pass it. */
type Anything = Readonly<Record<string, unknown>>;

function check(order: Anything | NewOrder): CheckedOrder {
  return checkNewOrder(order as NewOrder, CALL, { nowMs: START_MS, newId: () => NEW_ID });
}

async function refusal(order: Anything | NewOrder): Promise<VenueError> {
  return failureOf(() => check(order));
}

describe("a valid order", () => {
  test.each([
    ["MARKET", MARKET, TimeInForce.IOC],
    ["LIMIT", LIMIT, TimeInForce.GTC],
    ["LIMIT with an expiry", { ...LIMIT, expireTime: SOON }, TimeInForce.GTD],
    ["STOP_LIMIT", STOP_LIMIT, TimeInForce.GTC],
    ["BRACKET", { ...STOP_LIMIT, type: OrderType.BRACKET }, TimeInForce.GTC],
    ["TWAP", TWAP, TimeInForce.GTD],
    ["VWAP", { ...TWAP, type: OrderType.VWAP }, TimeInForce.GTD],
    ["PEG", { ...BASE, type: OrderType.PEG }, TimeInForce.GTC],
    ["RFQ", RFQ, TimeInForce.FOK],
    ["BLOCK", { ...BASE, type: OrderType.BLOCK }, TimeInForce.GTC],
  ] as const)("of type %s keeps its fields and gets the usual time in force", (_type, order, timeInForce) => {
    const { symbol, side, type, quantity, price } = order as NewOrder;
    expect(check(order)).toMatchObject({
      symbol,
      side,
      type,
      quantity,
      timeInForce,
      ...(price !== undefined && { price }),
    });
  });

  test("keeps the digits of its amounts", () => {
    expect(check({ ...LIMIT, quantity: "0.10", price: "50000.00", displayQuantity: "0.010" })).toMatchObject({
      quantity: "0.10",
      price: "50000.00",
      displayQuantity: "0.010",
    });
  });

  test("keeps its client order id, and gets one when it has none", () => {
    expect(check({ ...MARKET, clientOrderId: "my_id-1" }).clientOrderId).toBe("my_id-1");
    expect(check(MARKET).clientOrderId).toBe(NEW_ID);
    expect(check({ ...MARKET, clientOrderId: "" }).clientOrderId).toBe(NEW_ID);
    expect(check({ ...MARKET, clientOrderId: undefined }).clientOrderId).toBe(NEW_ID);
  });

  test("keeps a given time in force", () => {
    expect(check({ ...LIMIT, timeInForce: TimeInForce.FOK }).timeInForce).toBe(TimeInForce.FOK);
    expect(check({ ...LIMIT, timeInForce: TimeInForce.UNSPECIFIED }).timeInForce).toBe(TimeInForce.GTC);
  });

  test("may be sized in the quote asset", () => {
    expect(check({ ...UNSIZED_LIMIT, quoteQuantity: "100" })).toMatchObject({ quoteQuantity: "100" });
  });

  test("may give its times as Date, text or timestamp", () => {
    const expected = timestampFromMilliseconds(SOON.getTime());
    for (const expireTime of [SOON, SOON.toISOString(), expected, { seconds: expected.seconds, nanos: 0 }]) {
      expect(check({ ...LIMIT, expireTime }).expireTime).toEqual(expected);
    }
  });

  test("may be an order read from a venue, without the fields that only the venue sets", () => {
    const { quoteQuantity: _quoteQuantity, ...read } = ORDER;
    const time = {
      startTime: timestampFromMilliseconds(+SOON),
      expireTime: timestampFromMilliseconds(+LATER),
    };
    const again = check({ ...read, ...time, status: OrderStatus.FILLED, $unknown: [] });
    expect(Object.keys(again).sort()).toEqual(
      [
        "clientOrderId",
        "displayQuantity",
        "expireTime",
        "participationRate",
        "postOnly",
        "price",
        "quantity",
        "side",
        "startTime",
        "stopPrice",
        "symbol",
        "timeInForce",
        "type",
      ].sort(),
    );
  });

  test("has no fields that are undefined", () => {
    expect(Object.values(check({ ...LIMIT, stopPrice: undefined, postOnly: undefined }))).not.toContain(
      undefined,
    );
  });
});

describe("an order that is refused", () => {
  test.each<readonly [string, string, Anything | NewOrder]>([
    ["no symbol", "symbol", { ...MARKET, symbol: undefined }],
    ["a symbol in lower case", "symbol", { ...MARKET, symbol: "btc-usd" }],
    ["a symbol with a slash", "symbol", { ...MARKET, symbol: "BTC/USD" }],
    ["a symbol without a quote asset", "symbol", { ...MARKET, symbol: "BTC" }],
    ["a symbol that is a path", "symbol", { ...MARKET, symbol: "../../admin" }],
    ["no side", "side", { ...MARKET, side: undefined }],
    ["side UNSPECIFIED", "side", { ...MARKET, side: OrderSide.UNSPECIFIED }],
    ["a side by name", "side", { ...MARKET, side: "BUY" }],
    ["an unknown side", "side", { ...MARKET, side: 3 }],
    ["no type", "type", { ...MARKET, type: undefined }],
    ["type UNSPECIFIED", "type", { ...MARKET, type: OrderType.UNSPECIFIED }],
    ["an unknown type", "type", { ...MARKET, type: 99 }],
    ["no size", "quantity", { ...MARKET, quantity: undefined }],
    ["no size on a limit order", "quantity", UNSIZED_LIMIT],
    ["both sizes", "quoteQuantity", { ...MARKET, quoteQuantity: "100" }],
    ["a quote size where none is possible", "quoteQuantity", { ...UNSIZED_STOP_LIMIT, quoteQuantity: "100" }],
    ["quantity zero", "quantity", { ...MARKET, quantity: "0.000" }],
    ["a negative quantity", "quantity", { ...MARKET, quantity: "-1" }],
    ["quantity NaN", "quantity", { ...MARKET, quantity: "NaN" }],
    ["a quantity with an exponent", "quantity", { ...MARKET, quantity: "1e-7" }],
    ["a quantity that is a number", "quantity", { ...MARKET, quantity: 0.1 }],
    ["a quantity of too many digits", "quantity", { ...MARKET, quantity: "1".repeat(40) }],
    ["a quantity of null", "quantity", { ...MARKET, quantity: null }],
    ["an empty quantity", "quantity", { ...MARKET, quantity: "" }],
    ["a quote quantity of zero", "quoteQuantity", { ...UNSIZED_LIMIT, quoteQuantity: "0" }],
    ["a limit without a price", "price", { ...LIMIT, price: undefined }],
    ["a price of zero", "price", { ...LIMIT, price: "0" }],
    ["a price with a comma", "price", { ...LIMIT, price: "50,000" }],
    ["a price on a market order", "price", { ...MARKET, price: "1" }],
    ["a stop limit without a stop price", "stopPrice", { ...STOP_LIMIT, stopPrice: undefined }],
    ["a stop limit without a price", "price", { ...STOP_LIMIT, price: undefined }],
    ["an invalid stop price", "stopPrice", { ...STOP_LIMIT, stopPrice: "+1" }],
    ["an invalid display quantity", "displayQuantity", { ...LIMIT, displayQuantity: ".5" }],
    ["an invalid participation rate", "participationRate", { ...TWAP, participationRate: "1." }],
    ["a TWAP without a start", "startTime", { ...TWAP, startTime: undefined }],
    ["a TWAP without an end", "expireTime", { ...TWAP, expireTime: undefined }],
    ["a TWAP that ends before it starts", "expireTime", { ...TWAP, startTime: LATER, expireTime: SOON }],
    [
      "a TWAP in the past",
      "expireTime",
      { ...TWAP, startTime: new Date(START_MS - 60_000), expireTime: PAST },
    ],
    ["a TWAP that is good till cancelled", "expireTime", { ...TWAP, timeInForce: TimeInForce.GTC }],
    ["GTD without an expiry", "expireTime", { ...LIMIT, timeInForce: TimeInForce.GTD }],
    ["GTC with an expiry", "expireTime", { ...LIMIT, timeInForce: TimeInForce.GTC, expireTime: SOON }],
    ["an expiry on a market order", "expireTime", { ...MARKET, expireTime: SOON }],
    ["an expiry in the past", "expireTime", { ...LIMIT, expireTime: PAST }],
    ["an expiry now", "expireTime", { ...LIMIT, expireTime: new Date(START_MS) }],
    ["an expiry that is not a date", "expireTime", { ...LIMIT, expireTime: "tomorrow" }],
    ["an invalid date", "expireTime", { ...LIMIT, expireTime: new Date(Number.NaN) }],
    ["an expiry that is a number", "expireTime", { ...LIMIT, expireTime: START_MS + 1 }],
    ["an expiry of null", "expireTime", { ...LIMIT, expireTime: null }],
    ["a start that is not a date", "startTime", { ...TWAP, startTime: {} }],
    ["an unknown time in force", "timeInForce", { ...LIMIT, timeInForce: 9 }],
    ["a time in force by name", "timeInForce", { ...LIMIT, timeInForce: "GTC" }],
    ["a time in force of null", "timeInForce", { ...LIMIT, timeInForce: null }],
    ["an empty time in force", "timeInForce", { ...LIMIT, timeInForce: "" }],
    ["postOnly on IOC", "postOnly", { ...LIMIT, timeInForce: TimeInForce.IOC, postOnly: true }],
    ["postOnly on FOK", "postOnly", { ...LIMIT, timeInForce: TimeInForce.FOK, postOnly: true }],
    ["postOnly on a market order", "postOnly", { ...MARKET, postOnly: true }],
    ["postOnly by word", "postOnly", { ...LIMIT, postOnly: "true" }],
    ["postOnly of null", "postOnly", { ...LIMIT, postOnly: null }],
    ["an id that leaves the path", "clientOrderId", { ...MARKET, clientOrderId: ".." }],
    ["an id with a slash", "clientOrderId", { ...MARKET, clientOrderId: "a/b" }],
    ["an id with a line break", "clientOrderId", { ...MARKET, clientOrderId: "a\r\nX-Evil: 1" }],
    ["an id in unicode", "clientOrderId", { ...MARKET, clientOrderId: "идентификатор" }],
    ["an id of 129 characters", "clientOrderId", { ...MARKET, clientOrderId: "a".repeat(129) }],
    ["an id that is a number", "clientOrderId", { ...MARKET, clientOrderId: 7 }],
    ["an id of zero", "clientOrderId", { ...MARKET, clientOrderId: 0 }],
    ["an id of null", "clientOrderId", { ...MARKET, clientOrderId: null }],
    ["a misspelt field", "post_only", { ...LIMIT, post_only: true }],
    ["a field of another library", "price_limit", { ...LIMIT, price_limit: "1" }],
    ["a field called __proto__", "__proto__", JSON.parse('{"__proto__":{"quantity":"1"}}')],
  ])("%s: %s", async (_case, field, order) => {
    const error = await refusal(order);
    expect(error).toMatchObject({ kind: "invalidInput", field, sent: "no", retryable: false, ...CALL });
    expect(error.reason.startsWith(field)).toBe(true);
  });

  test.each([null, undefined, "order", 5, []])("%j is not an order", async (order) => {
    expect(await refusal(order as unknown as Anything)).toMatchObject({ kind: "invalidInput", sent: "no" });
  });

  test("has its client order id on the error, so that the caller can identify it", async () => {
    expect(await refusal({ ...LIMIT, price: "0", clientOrderId: "mine" })).toMatchObject({
      clientOrderId: "mine",
    });
  });

  test("never shows a value of its fields in the error", async () => {
    const fields = Object.keys(ORDER).filter((field) => field !== "$typeName");
    const hostile = fc.oneof(
      fc.string({ minLength: 8, maxLength: 40 }).map((text) => `canary ${text}`),
      fc.constantFrom("canary\r\nX-Evil: 1", "canary\u202e", "canary".repeat(100), "sk_live_canary/value"),
    );
    const venueFields = Object.keys(check({ ...LIMIT }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...fields), hostile, async (field, value) => {
        let error: Error | undefined;
        try {
          check({ ...LIMIT, [field]: value });
        } catch (caught) {
          if (caught instanceof Error) error = caught;
        }
        if (venueFields.includes(field)) expect(error).toMatchObject({ kind: "invalidInput", field });
        if (error !== undefined) expect(everythingOf(error)).not.toContain("canary");
      }),
      SEEDED,
    );
  });

  test("names an unknown field with its printable characters only", async () => {
    const error = await refusal({ ...LIMIT, "evil\r\n\u202efield": 1 });
    expect(error.field).toBe("evil???field");
    expect((await refusal({ ...LIMIT, ["x".repeat(1000)]: 1 })).message.length).toBeLessThan(150);
  });
});

test("a time with nanoseconds stays exact", () => {
  const expireTime = "2026-06-01T00:00:00.123456789Z";
  expect(check({ ...LIMIT, expireTime }).expireTime).toEqual(parseTimestamp(expireTime));
});
