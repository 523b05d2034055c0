import { type NewOrder, OrderSide, OrderType, TimeInForce } from "@cqvx/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { fieldsAt, readFixture } from "../testdata/fixtures/fixtures.ts";
import { limitOrder } from "../testdata/orders.ts";
import { replyOf } from "../testdata/scripted/scripted-venue.ts";
import { createTestClient } from "../testdata/scripted/test-client.ts";
import type { CoinbaseOrderOptions } from "./order-options.ts";

const END = "2031-03-04T05:06:07Z";
const { BUY, SELL } = OrderSide;
const { GTC, GTD, IOC, FOK } = TimeInForce;

/** Returns the body of an order. */
async function bodyOf(order: NewOrder, options?: CoinbaseOrderOptions): Promise<Record<string, unknown>> {
  const { client, sentTo } = createTestClient({ "POST /orders": replyOf("create-order-accepted") });
  await client.placeOrder(order, options);
  return { ...Object(sentTo("POST /orders")[0]?.body) };
}

const market = (fields: Partial<NewOrder>): NewOrder => ({
  symbol: "SOL-USD",
  side: BUY,
  type: OrderType.MARKET,
  ...fields,
});
const limit = (fields: Partial<NewOrder>): NewOrder =>
  limitOrder({ quantity: "3.1", price: "171.25", ...fields });
const stop = (fields: Partial<NewOrder>): NewOrder =>
  limitOrder({
    type: OrderType.STOP_LIMIT,
    side: SELL,
    quantity: "5",
    price: "148.5",
    stopPrice: "150",
    ...fields,
  });
const bracket = (fields: Partial<NewOrder>): NewOrder =>
  limitOrder({
    type: OrderType.BRACKET,
    side: SELL,
    quantity: "4.2",
    price: "230",
    stopPrice: "160",
    ...fields,
  });
const twap = (fields: Partial<NewOrder> = {}): NewOrder =>
  limitOrder({
    type: OrderType.TWAP,
    quantity: "60",
    price: "180",
    startTime: "2031-03-04T04:06:07Z",
    expireTime: END,
    ...fields,
  });

/** The orders of the bodies in the fixture, by description. */
const ORDERS: Readonly<Record<string, NewOrder>> = {
  "market buy sized in quote": market({ quoteQuantity: "250.50" }),
  "market buy sized in base": market({ quantity: "1.340" }),
  "market sell": market({ side: SELL, quantity: "0.75", timeInForce: IOC }),
  "market order, all or nothing": market({ quantity: "2", timeInForce: FOK }),
  "limit order": limitOrder(),
  "limit order sized in quote": {
    symbol: "SOL-USD",
    side: BUY,
    type: OrderType.LIMIT,
    quoteQuantity: "600",
    price: "171.25",
    timeInForce: GTC,
  },
  "limit order that must rest": limit({ side: SELL, price: "204.00", postOnly: true }),
  "limit order good till a date": limit({ expireTime: END }),
  "limit order good till a date that must rest": limit({
    timeInForce: GTD,
    expireTime: new Date(END),
    postOnly: true,
  }),
  "limit order, immediate or cancel": limit({ price: "190.01", timeInForce: IOC, postOnly: false }),
  "limit order, fill or kill": limit({ price: "190.01", timeInForce: FOK }),
  "stop-limit buy waits for a rise": stop({ side: BUY, price: "212.5", stopPrice: "210" }),
  "stop-limit sell waits for a fall": stop({}),
  "stop-limit good till a date": stop({ expireTime: END }),
  bracket: bracket({}),
  "bracket good till a date": bracket({ expireTime: END, timeInForce: GTD }),
};

const bodies = [readFixture("create-order-requests").input].flat().map((item) => ({
  desc: String(Object(item).desc),
  path: Object(item).path,
  body: fieldsAt(item, "body"),
}));
const placed = bodies.filter(({ path }) => path === undefined);

test("the fixture has a body of every kind", () => {
  expect(placed.map(({ desc }) => desc)).toEqual(Object.keys(ORDERS));
});

test.each(placed)("$desc: the body is exactly the documented one", async ({ desc, body }) => {
  const order = ORDERS[desc] ?? expect.fail("no such order");
  expect(await bodyOf({ ...order, clientOrderId: "mine-1" })).toEqual({ ...body, client_order_id: "mine-1" });
});

test("a TWAP order has its slices as text", async () => {
  const slices = { numberOfBuckets: 12, bucketSize: "5.00", bucketSeconds: 300 };
  const body = await bodyOf(twap(), { twap: slices });
  expect(body.order_configuration).toEqual({
    twap_limit_gtd: {
      base_size: "60",
      limit_price: "180",
      start_time: "2031-03-04T04:06:07Z",
      end_time: END,
      number_buckets: "12",
      bucket_size: "5.00",
      bucket_duration: "300s",
    },
  });
});

test("times keep their fraction of a second and are written in UTC", async () => {
  const { order_configuration } = await bodyOf(limit({ expireTime: "2031-03-04T07:06:07.123456789+02:00" }));
  expect(order_configuration).toMatchObject({
    limit_limit_gtd: { end_time: "2031-03-04T05:06:07.123456789Z" },
  });
});

test("any valid decimal is sent unchanged", async () => {
  const decimal = fc
    .tuple(fc.stringMatching(/^\d{1,20}$/), fc.option(fc.stringMatching(/^\d{1,18}$/), { nil: undefined }))
    .map(([whole, fraction]) => (fraction === undefined ? whole : `${whole}.${fraction}`))
    .filter((text) => /[1-9]/.test(text));
  await fc.assert(
    fc.asyncProperty(decimal, decimal, async (quantity, price) => {
      const { order_configuration } = await bodyOf(limitOrder({ quantity, price }));
      expect(order_configuration).toEqual({
        limit_limit_gtc: { base_size: quantity, limit_price: price, post_only: false },
      });
    }),
    { seed: 20_260_105, numRuns: 100 },
  );
});

describe("an unsupported term is refused with the name of its field, and nothing is sent", () => {
  const foreign = (type: OrderType): NewOrder => ({ ...twap(), type });
  test.each<[string, string, NewOrder]>([
    ["VWAP", "type", foreign(OrderType.VWAP)],
    ["PEG", "type", market({ type: OrderType.PEG, quantity: "1" })],
    ["RFQ", "type", market({ type: OrderType.RFQ, quantity: "1" })],
    ["BLOCK", "type", market({ type: OrderType.BLOCK, quantity: "1" })],
    ["a display quantity", "displayQuantity", limit({ displayQuantity: "1" })],
    ["a participation rate", "participationRate", limit({ participationRate: "0.1" })],
    ["a market order with a stop price", "stopPrice", market({ quantity: "1", stopPrice: "5" })],
    ["a market order that rests", "timeInForce", market({ quantity: "1", timeInForce: GTC })],
    ["a limit order with a stop price", "stopPrice", limit({ stopPrice: "5" })],
    ["a limit order with a start", "startTime", limit({ startTime: "2031-01-01T00:00:00Z" })],
    ["an immediate stop-limit", "timeInForce", stop({ timeInForce: IOC })],
    ["a stop-limit to fill or kill", "timeInForce", stop({ timeInForce: FOK })],
    ["an immediate bracket", "timeInForce", bracket({ timeInForce: IOC })],
  ])("%s", async (_, field, order) => {
    const { client, requests } = createTestClient({});
    expect(await failureOf(client.placeOrder({ ...order, clientOrderId: "mine-2" }))).toMatchObject({
      kind: "unsupported",
      field,
      sent: "no",
      retryable: false,
      clientOrderId: "mine-2",
    });
    expect(requests).toEqual([]);
  });
});
