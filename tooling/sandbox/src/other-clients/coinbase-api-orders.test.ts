/**
 * Tests that `coinbase-api` places, reads, edits and cancels orders, with either type of key. Its orders must match the
 * venue's.
 */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ListeningCoinbaseSandbox, type Sandbox, startSandbox } from "../sandbox.ts";
import { type CoinbaseApiClient, connectCoinbaseApi } from "./connect-coinbase-api.ts";

const END = "2099-12-31T12:00:00Z";
const STOP_DOWN = "STOP_DIRECTION_STOP_DOWN";

let sandbox: Sandbox;
let venue: ListeningCoinbaseSandbox;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimits: false });
  venue = sandbox.coinbase;
});

afterEach(() => sandbox.close());

type Rest = CoinbaseApiClient["rest"];
type NewOrder = Parameters<Rest["submitOrder"]>[0];
type Configuration = NewOrder["order_configuration"];

const KINDS: readonly (readonly [
  kind: string,
  side: NewOrder["side"],
  configuration: Configuration,
  status: string,
])[] = [
  ["limit GTC", "BUY", { limit_limit_gtc: { base_size: "0.01", limit_price: "20000.5" } }, "OPEN"],
  [
    "limit GTC with digits to spare",
    "SELL",
    { limit_limit_gtc: { base_size: "0.000023450000000000", limit_price: "99999.990" } },
    "OPEN",
  ],
  [
    "post-only",
    "BUY",
    { limit_limit_gtc: { base_size: "0.01", limit_price: "20000", post_only: true } },
    "OPEN",
  ],
  [
    "limit GTD",
    "BUY",
    { limit_limit_gtd: { base_size: "0.01", limit_price: "20000", end_time: END, post_only: false } },
    "OPEN",
  ],
  [
    "limit IOC through the market",
    "BUY",
    { sor_limit_ioc: { base_size: "0.5", limit_price: "90000" } },
    "FILLED",
  ],
  [
    "limit IOC away from the market",
    "BUY",
    { sor_limit_ioc: { base_size: "0.5", limit_price: "20000" } },
    "CANCELLED",
  ],
  ["limit FOK", "SELL", { limit_limit_fok: { base_size: "0.5", limit_price: "20000" } }, "FILLED"],
  [
    "limit FOK that the book cannot fill",
    "SELL",
    { limit_limit_fok: { base_size: "0.5", limit_price: "64250.49" } },
    "CANCELLED",
  ],
  ["market sized in base", "SELL", { market_market_ioc: { base_size: "0.75" } }, "FILLED"],
  ["market sized in quote", "BUY", { market_market_ioc: { quote_size: "1234.56" } }, "FILLED"],
  [
    "stop-limit GTC",
    "SELL",
    {
      stop_limit_stop_limit_gtc: {
        base_size: "0.01",
        limit_price: "30000",
        stop_price: "31000",
        stop_direction: STOP_DOWN,
      },
    },
    "OPEN",
  ],
  [
    "stop-limit GTD",
    "SELL",
    {
      stop_limit_stop_limit_gtd: {
        base_size: "0.01",
        limit_price: "30000",
        stop_price: "31000",
        stop_direction: STOP_DOWN,
        end_time: END,
      },
    },
    "OPEN",
  ],
  [
    "bracket GTC",
    "SELL",
    { trigger_bracket_gtc: { base_size: "0.01", limit_price: "90000", stop_trigger_price: "30000" } },
    "OPEN",
  ],
  [
    "bracket GTD",
    "SELL",
    {
      trigger_bracket_gtd: {
        base_size: "0.01",
        limit_price: "90000",
        stop_trigger_price: "30000",
        end_time: END,
      },
    },
    "OPEN",
  ],
  [
    // The client's type requires both sizes, and Coinbase exactly one, so the other is empty.
    "TWAP",
    "BUY",
    {
      twap_limit_gtd: {
        quote_size: "",
        base_size: "0.01",
        limit_price: "20000",
        start_time: "2099-12-31T10:00:00Z",
        end_time: END,
      },
    },
    "OPEN",
  ],
];

describe.each(["ecdsa", "ed25519"] as const)("with a key of type %s", (kind) => {
  let client: CoinbaseApiClient;
  let rest: Rest;
  beforeEach(() => {
    client = connectCoinbaseApi(sandbox, venue.credentials[kind]);
    rest = client.rest;
  });

  const submit = (side: NewOrder["side"], configuration: Configuration) =>
    rest.submitOrder({
      client_order_id: rest.generateNewOrderId(),
      product_id: "BTC-USD",
      side,
      order_configuration: configuration,
    });
  const buy = async (price: string, size = "0.01"): Promise<string> => {
    const answer = await submit("BUY", { limit_limit_gtc: { base_size: size, limit_price: price } });
    return answer.success_response?.order_id ?? "";
  };

  test.each(KINDS)(
    "a %s order is accepted as sent, and read in its current state",
    async (_kind, ...expected) => {
      const [side, configuration, status] = expected;
      const answer = await submit(side, configuration);
      const [order = {}, ...others] = venue.orders();
      expect(others).toEqual([]);
      expect(order).toMatchObject({ side, status, order_configuration: configuration });
      expect(answer).toMatchObject({
        success: true,
        success_response: { order_id: order.order_id, client_order_id: order.client_order_id },
        order_configuration: configuration,
      });
      expect(await rest.getOrder({ order_id: String(order.order_id) })).toEqual({ order });
    },
  );

  test("a repeated client order id returns the first order", async () => {
    const client_order_id = rest.generateNewOrderId();
    const order_configuration = { limit_limit_gtc: { base_size: "0.01", limit_price: "20000" } };
    const again = () =>
      rest.submitOrder({ client_order_id, product_id: "BTC-USD", side: "BUY", order_configuration });
    expect(await again()).toEqual(await again());
    expect(venue.orders()).toHaveLength(1);
  });

  test("an edit replaces price and size, and a preview of an edit estimates its cost", async () => {
    const order_id = await buy("20000");
    const edit = { order_id, price: "21000.01", size: "0.025" };
    // The value at the limit is 525.00025, plus the maker's fee of 0.4 %.
    expect(await rest.updateOrderPreview(edit)).toMatchObject({
      errors: [],
      order_total: "527.100251",
      commission_total: "2.100001",
      quote_size: "525.00025",
      base_size: "0.025",
    });
    expect((await rest.getOrder({ order_id })).order.edit_history).toEqual([]);
    expect(await rest.updateOrder(edit)).toEqual({ success: true, errors: [] });
    expect(venue.orders()).toMatchObject([
      { order_configuration: { limit_limit_gtc: { base_size: "0.025", limit_price: "21000.01" } } },
    ]);
    expect(await rest.updateOrder(edit)).toMatchObject({
      success: false,
      errors: [{ edit_failure_reason: "EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST" }],
    });
  });

  test("a preview estimates the cost of an order and places nothing", async () => {
    const order_configuration = { limit_limit_gtc: { base_size: "0.01", limit_price: "20000" } };
    expect(
      await rest.previewOrder({ product_id: "BTC-USD", side: "BUY", order_configuration }),
    ).toMatchObject({ errs: [], order_total: "200.8", commission_total: "0.8", base_size: "0.01" });
    expect(venue.orders()).toEqual([]);
  });

  test("a cancel ends several orders, and returns a result for each", async () => {
    const placed = [await buy("20000"), await buy("21000")];
    const { results } = await rest.cancelOrders({ order_ids: [...placed, "nobody"] });
    expect(results.map(({ order_id: id, success }) => [id, success])).toEqual([
      [placed[0], true],
      [placed[1], true],
      ["nobody", false],
    ]);
    expect(venue.orders().map(({ status }) => status)).toEqual(["CANCELLED", "CANCELLED"]);
  });
});
