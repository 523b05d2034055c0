/** Compares orders with those of two other clients on one sandbox. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type NewOrder, OrderSide, OrderStatus, OrderType } from "../../index.ts";
import { compareAll, type Verdicts } from "../../testdata/other-clients/compare-numbers.ts";
import { connectSideBySide, type SideBySide } from "../../testdata/other-clients/connect-side-by-side.ts";
import { readOrderSideBySide } from "../../testdata/other-clients/read-order.ts";

const SELL: NewOrder = {
  symbol: "BTC-USD",
  side: OrderSide.SELL,
  type: OrderType.LIMIT,
  quantity: "0.00000001",
  price: "100000000.01",
};

/** The orders, in the order in which they are placed. */
const ORDERS = {
  "sized in quote currency": {
    symbol: "BTC-USD",
    side: OrderSide.BUY,
    type: OrderType.MARKET,
    quoteQuantity: "1234.57",
  },
  "filled by a hundred others": { ...SELL, quantity: "33.50000007", price: "60000.01" },
  "of the smallest size": SELL,
  "partly filled": { ...SELL, quantity: "123.45678901", price: "64250.50" },
} as const satisfies Readonly<Record<string, NewOrder>>;

let all: SideBySide;
const ids = new Map<string, string>();

beforeAll(async () => {
  all = await connectSideBySide();
  for (const [name, order] of Object.entries<NewOrder>(ORDERS)) {
    ids.set(name, (await all.ours.placeOrder(order)).orderId);
  }
  for (const size of ["1.23456789", "0.00000001"]) all.venue.trade("BTC-USD", { side: "BUY", size });
});

afterAll(() => all.close());

const EQUAL: Verdicts = ["same digits", "equal"];
const MORE_EXACT: Verdicts = ["same digits", "ours is more exact"];
/** The results for a computed number. `coinbase-api` computes none. */
const COMPUTED: Verdicts = ["only ours", "equal"];
/** The results for an absent average price. Coinbase writes 0, and `coinbase-api` returns that. */
const ZERO_FOR_NOTHING: Verdicts = ["only theirs", "nobody has one"];
/** The results for an order without a price or size. `ccxt` fills in those of its trades. */
const MADE_UP: Verdicts = ["nobody has one", "only theirs"];

const TABLES: readonly (readonly [keyof typeof ORDERS, Readonly<Record<string, Verdicts>>])[] = [
  [
    "of the smallest size",
    {
      price: EQUAL,
      size: EQUAL,
      filled: EQUAL,
      remaining: COMPUTED,
      value: EQUAL,
      average: ZERO_FOR_NOTHING,
      fee: EQUAL,
    },
  ],
  [
    "partly filled",
    {
      price: EQUAL,
      size: EQUAL,
      filled: EQUAL,
      remaining: COMPUTED,
      value: EQUAL,
      average: EQUAL,
      fee: MORE_EXACT,
    },
  ],
  [
    "filled by a hundred others",
    {
      price: EQUAL,
      size: EQUAL,
      filled: EQUAL,
      remaining: COMPUTED,
      value: MORE_EXACT,
      average: MORE_EXACT,
      fee: MORE_EXACT,
    },
  ],
  [
    "sized in quote currency",
    {
      price: MADE_UP,
      size: MADE_UP,
      filled: EQUAL,
      remaining: MADE_UP,
      value: EQUAL,
      average: EQUAL,
      fee: MORE_EXACT,
    },
  ],
];

describe("an order that is", () => {
  test.each(TABLES)("%s is equal in every number, or ours is more exact", async (name, expected) => {
    const numbers = await readOrderSideBySide(all, ids.get(name) ?? "", ORDERS[name]);
    expect(compareAll(numbers)).toEqual(expected);
  });

  test("listed is listed by all clients, in the same order and state", async () => {
    const ours = await all.ours.getOrders();
    const { orders: coinbaseApi } = await all.coinbaseApi.rest.getOrders();
    const ccxt = await all.ccxt.fetchOrders();
    const ofOurs = ours.map(({ orderId, clientOrderId, venueStatus }) => [
      orderId,
      clientOrderId,
      venueStatus,
    ]);
    const words: Readonly<Record<string, string>> = { OPEN: "open", FILLED: "closed", CANCELLED: "canceled" };
    expect(coinbaseApi.map((order) => [order.order_id, order.client_order_id, order.status])).toEqual(ofOurs);
    // `ccxt` lists oldest first, with its own status names.
    expect(ccxt.map(({ id, clientOrderId, status }) => [id, clientOrderId, status]).reverse()).toEqual(
      ofOurs.map(([id, clientOrderId, status = ""]) => [id, clientOrderId, words[status]]),
    );
    expect(ours).toHaveLength(4);
    // Only ours has a status for a partly filled order. Coinbase has none.
    expect(ours.map(({ status }) => status)).toContain(OrderStatus.PARTIALLY_FILLED);
  });

  test("placed by one client is visible to all", async () => {
    const { rest } = all.coinbaseApi;
    const { success_response: placed } = await rest.submitOrder({
      client_order_id: rest.generateNewOrderId(),
      product_id: "BTC-USD",
      side: "BUY",
      order_configuration: { limit_limit_gtc: { base_size: "0.10000000", limit_price: "20000.10" } },
    });
    const orderId = placed?.order_id ?? "";
    expect(await all.ours.getOrder(orderId)).toMatchObject({ quantity: "0.10000000", price: "20000.10" });
    expect(await all.ccxt.fetchOrder(orderId)).toMatchObject({ amount: 0.1, price: 20_000.1 });
    expect(await all.ours.cancelOrder(orderId)).toBe(OrderStatus.CANCELLED);
    expect(await all.ccxt.fetchOrder(orderId)).toMatchObject({ status: "canceled" });
    expect((await rest.getOrder({ order_id: orderId })).order.status).toBe("CANCELLED");
  });
});
