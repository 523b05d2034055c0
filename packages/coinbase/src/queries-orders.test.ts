import { type OrderFilter, OrderSide, OrderStatus, OrderType } from "@cqvx/core";
import { describe, expect, test } from "vitest";
import { failureOf } from "./testdata/failure-of.ts";
import { type JsonFields, readFixture } from "./testdata/fixtures/fixtures.ts";
import { queriesOf } from "./testdata/scripted/queries-of.ts";
import { type Answer, reply, replyOf } from "./testdata/scripted/scripted-venue.ts";
import { CREDENTIALS, createTestClient, type TestClient } from "./testdata/scripted/test-client.ts";

const ORDERS = "GET /orders/historical/batch";

const order = (id: string, created: string, changes: JsonFields = {}): JsonFields => ({
  order_id: id,
  created_time: created,
  status: "OPEN",
  product_id: "SOL-USD",
  side: "BUY",
  filled_size: "0",
  ...changes,
});
const ordersPage = (orders: readonly JsonFields[], cursor = ""): Answer =>
  reply({ orders, has_next: cursor !== "", cursor });
const orders = (...pages: readonly Answer[]): TestClient => createTestClient({ [ORDERS]: pages });

const idsOf = (items: readonly { readonly orderId: string }[]): string[] =>
  items.map(({ orderId }) => orderId);

describe("getOrder", () => {
  test("rejects a reply with another order", async () => {
    const answer = reply({ order: order("another", "2026-10-01T00:00:00Z") });
    const { client } = createTestClient({ "GET /orders/historical/one": answer });
    expect(await failureOf(client.getOrder("one"))).toMatchObject({ kind: "malformed", code: "WRONG_ORDER" });
  });
});

describe("getOrders", () => {
  test("without a filter requests all orders", async () => {
    const venue = orders(ordersPage([]));
    expect(await venue.client.getOrders()).toEqual([]);
    expect(venue.requests.map(({ rawQuery }) => rawQuery)).toEqual(["limit=250"]);
  });

  test("finds an order by its client order id and stops reading there", async () => {
    const page = (id: string, cursor: string): Answer =>
      ordersPage([order(id, "2026-10-01T00:00:00Z", { client_order_id: `mine-${id}` })], cursor);
    const venue = createTestClient({ [ORDERS]: [page("a", "2"), page("b", "3"), page("c", "")] });
    const found = await venue.client.getOrders({ clientOrderIds: ["mine-b"], start: "2026-10-01T00:00:00Z" });
    expect(found.map(({ orderId, clientOrderId }) => [orderId, clientOrderId])).toEqual([["b", "mine-b"]]);
    expect(venue.requests).toHaveLength(2);
  });

  test("reads until every client order id is found, also when one occurs several times", async () => {
    const page = (ids: readonly (readonly [string, string])[], cursor: string): Answer =>
      ordersPage(
        ids.map(([id, mine]) => order(id, "2026-10-01T00:00:00Z", { client_order_id: mine })),
        cursor,
      );
    const pages = [
      page(
        [
          ["a", "mine-1"],
          ["b", "mine-1"],
        ],
        "2",
      ),
      page([["c", "mine-2"]], "3"),
      page([["d", "mine-3"]], ""),
    ];
    const venue = createTestClient({ [ORDERS]: pages });
    const clientOrderIds = ["mine-1", "mine-2"];
    const finding = venue.client.getOrders({ clientOrderIds });
    // The caller can change the list afterwards.
    clientOrderIds.length = 0;
    expect(idsOf(await finding).sort()).toEqual(["a", "b", "c"]);
    expect(venue.requests).toHaveLength(2);
  });

  test("returns nothing for no client order ids, and accepts more than a thousand", async () => {
    const ids = Array.from({ length: 1_200 }, (_none, index) => `mine-${index}`);
    const all = ids.map((id) => order(id, "2026-10-01T00:00:00Z", { client_order_id: id }));
    const venue = orders(ordersPage(all));
    expect(await venue.client.getOrders({ clientOrderIds: [] })).toEqual([]);
    expect(venue.requests).toEqual([]);
    expect(await venue.client.getOrders({ clientOrderIds: ids })).toHaveLength(1_200);
  });

  test("repeats the parameter of a list, and writes side and times as the venue does", async () => {
    const venue = orders(ordersPage([]));
    await venue.client.getOrders({
      symbols: ["SOL-USD", "ETH-EUR"],
      statuses: [OrderStatus.CANCELLED, OrderStatus.EXPIRED],
      side: OrderSide.SELL,
      start: new Date("2026-10-01T00:00:00Z"),
      end: "2026-10-02T02:00:00.5+02:00",
    });
    expect(queriesOf(venue)).toEqual([
      [
        "product_ids=SOL-USD",
        "product_ids=ETH-EUR",
        "order_status=CANCELLED",
        "order_status=EXPIRED",
        "order_side=SELL",
        "start_date=2026-10-01T00:00:00Z",
        "end_date=2026-10-02T00:00:00.500Z",
      ],
    ]);
    expect(venue.requests[0]?.rawQuery).toContain("start_date=2026-10-01T00%3A00%3A00Z");
  });

  test("sends the portfolio of the configuration", async () => {
    const config = { credentials: CREDENTIALS, retailPortfolioId: "portfolio-7" };
    const venue = createTestClient({ [ORDERS]: ordersPage([]) }, config);
    await venue.client.getOrders();
    expect(queriesOf(venue)).toEqual([["retail_portfolio_id=portfolio-7"]]);
  });

  test.each<[string, OrderStatus, string[][]]>([
    ["OPEN", OrderStatus.OPEN, [["EDIT_QUEUED"], ["OPEN"]]],
    ["PARTIALLY_FILLED", OrderStatus.PARTIALLY_FILLED, [["EDIT_QUEUED"], ["OPEN"]]],
    ["PENDING_CANCEL", OrderStatus.PENDING_CANCEL, [["EDIT_QUEUED"], ["OPEN"], ["CANCEL_QUEUED"]]],
    ["PENDING", OrderStatus.PENDING, [["PENDING", "QUEUED"]]],
    ["FILLED", OrderStatus.FILLED, [["FILLED"]]],
    ["REJECTED", OrderStatus.REJECTED, [["FAILED"]]],
  ])("queries %s without combining OPEN with another status", async (_, status, expected) => {
    const { client, requests } = orders(ordersPage([]));
    await client.getOrders({ statuses: [status] });
    expect(requests.map(({ query }) => query.getAll("order_status"))).toEqual(expected);
  });

  test("queries a Coinbase status once when several statuses share it", async () => {
    const { client, requests } = orders(ordersPage([]));
    await client.getOrders({
      statuses: [OrderStatus.OPEN, OrderStatus.PARTIALLY_FILLED, OrderStatus.FILLED, OrderStatus.FILLED],
    });
    const asked = requests.map(({ query }) => query.getAll("order_status"));
    expect(asked).toEqual([["EDIT_QUEUED"], ["OPEN"], ["FILLED"]]);
  });

  test("finds an order whose status changes between queries", async () => {
    const moving = ["PENDING", "OPEN", "FILLED"];
    const venue = orders((request) => {
      const status = moving.shift() ?? "";
      const seen = request.query.getAll("order_status").includes(status);
      return ordersPage(seen ? [order("a", "2026-10-01T00:00:00Z", { status })] : [])(request);
    });
    const statuses = [OrderStatus.PENDING, OrderStatus.OPEN, OrderStatus.FILLED];
    expect(await venue.client.getOrders({ statuses })).toMatchObject([
      { orderId: "a", status: OrderStatus.FILLED },
    ]);
  });

  test.each<[string, readonly OrderStatus[]]>([
    ["none", []],
    ["PENDING_APPROVAL", [OrderStatus.PENDING_APPROVAL]],
    ["SUBMITTED, FAILED and REPLACED", [OrderStatus.SUBMITTED, OrderStatus.FAILED, OrderStatus.REPLACED]],
  ])("returns nothing for statuses that Coinbase lacks (%s), without a request", async (_, statuses) => {
    const { client, requests } = orders(ordersPage([order("a", "2026-10-01T00:00:00Z")]));
    expect(await client.getOrders({ statuses })).toEqual([]);
    expect(requests).toEqual([]);
  });

  test("reads all pages by the unchanged cursor, newest first, an order on two pages once", async () => {
    const venue = orders(replyOf("orders-first-page"), replyOf("orders-last-page"));
    const found = await venue.client.getOrders();
    const [first, last] = [readFixture("orders-first-page"), readFixture("orders-last-page")].map(
      ({ input }) => Object(input),
    );
    expect(idsOf(found)).toEqual([
      first.orders[0].order_id,
      first.orders[1].order_id,
      last.orders[1].order_id,
    ]);
    expect(queriesOf(venue)).toEqual([[], [`cursor=${first.cursor}`]]);
    expect(venue.requests[1]?.rawQuery).toBe(`limit=250&cursor=${encodeURIComponent(first.cursor)}`);
  });

  test("sorts by time across unsorted pages", async () => {
    const { client } = orders(
      ordersPage(
        [order("old", "2026-10-01T00:00:00.000001Z"), order("new", "2026-10-01T00:00:00.000002Z")],
        "1",
      ),
      ordersPage([order("newest", "2026-10-02T00:00:00Z"), order("timeless", "")]),
    );
    expect(idsOf(await client.getOrders())).toEqual(["newest", "new", "old", "timeless"]);
  });

  test("returns the later state of an order that two queries found", async () => {
    const { client } = orders(
      ordersPage([order("a", "2026-10-01T00:00:00Z")]),
      ordersPage([order("a", "2026-10-01T00:00:00Z", { status: "FILLED" })]),
    );
    const found = await client.getOrders({ statuses: [OrderStatus.OPEN, OrderStatus.FILLED] });
    expect(found).toMatchObject([{ orderId: "a", status: OrderStatus.FILLED }]);
  });

  test("stops asking when the limit is reached", async () => {
    const page = [order("a", "2026-10-03T00:00:00Z"), order("b", "2026-10-02T00:00:00Z")];
    const { client, requests } = orders(ordersPage(page, "1"), ordersPage([]));
    expect(idsOf(await client.getOrders({ limit: 1 }))).toEqual(["a"]);
    expect(requests).toHaveLength(1);
  });

  test("does not count an order twice towards the limit", async () => {
    const [a, b, c, d] = [
      order("a", "2026-10-04T00:00:00Z"),
      order("b", "2026-10-03T00:00:00Z"),
      order("c", "2026-10-02T00:00:00Z"),
      order("d", "2026-10-01T00:00:00Z"),
    ];
    const { client } = orders(ordersPage([a, b], "1"), ordersPage([b, c], "2"), ordersPage([d]));
    expect(idsOf(await client.getOrders({ limit: 4 }))).toEqual(["a", "b", "c", "d"]);
  });

  test("continues after pages without a matching order", async () => {
    const { client } = orders(
      ordersPage([order("a", "2026-10-03T00:00:00Z", { order_type: "MARKET" })], "1"),
      ordersPage([order("b", "2026-10-02T00:00:00Z", { order_type: "LIMIT" })]),
    );
    expect(idsOf(await client.getOrders({ types: [OrderType.LIMIT], limit: 1 }))).toEqual(["b"]);
  });

  test("a repeated cursor is an error, not an endless loop or a partial list", async () => {
    const { client, requests } = orders(ordersPage([order("a", "2026-10-03T00:00:00Z")], "same"));
    expect(await failureOf(client.getOrders())).toMatchObject({ kind: "malformed", code: "REPEATED_CURSOR" });
    expect(requests).toHaveLength(2);
  });

  test("a next page without a cursor is an error", async () => {
    const { client } = orders(reply({ orders: [], has_next: true, cursor: "" }));
    expect(await failureOf(client.getOrders())).toMatchObject({ kind: "malformed" });
  });

  test("follows a cursor when has_next is missing", async () => {
    const { client } = orders(
      reply({ orders: [order("a", "2026-10-03T00:00:00Z")], cursor: "1" }),
      reply({ orders: [order("b", "2026-10-02T00:00:00Z")] }),
    );
    expect(idsOf(await client.getOrders())).toEqual(["a", "b"]);
  });

  test("ignores the cursor of a last page", async () => {
    const { client, requests } = orders(reply({ orders: [], has_next: false, cursor: "left over" }));
    await client.getOrders();
    expect(requests).toHaveLength(1);
  });

  describe("applies filters that the venue lacks or ignores", () => {
    const all = [
      order("plain", "2026-10-01T00:00:00Z"),
      order("partial", "2026-10-01T00:00:00Z", { filled_size: "0.1" }),
      order("leaving", "2026-10-01T00:00:00Z", { pending_cancel: true }),
      order("queued", "2026-10-01T00:00:00Z", { status: "CANCEL_QUEUED" }),
      order("sale", "2026-10-01T00:00:00Z", { side: "SELL", order_type: "MARKET" }),
      order("other", "2026-10-01T00:00:00Z", { product_id: "ETH-EUR", order_type: "LIMIT" }),
      order("early", "2026-09-30T23:59:59.999999Z", { status: "FILLED" }),
      order("late", "2026-10-02T00:00:00Z", { status: "FILLED" }),
      order("inside", "2026-10-01T23:59:59.999999999Z", { status: "FILLED" }),
    ];
    test.each<[string, OrderFilter, string[]]>([
      ["PARTIALLY_FILLED", { statuses: [OrderStatus.PARTIALLY_FILLED] }, ["partial"]],
      ["PENDING_CANCEL", { statuses: [OrderStatus.PENDING_CANCEL] }, ["leaving", "queued"]],
      ["OPEN", { statuses: [OrderStatus.OPEN], symbols: ["SOL-USD"] }, ["plain", "sale"]],
      ["a side", { side: OrderSide.SELL }, ["sale"]],
      ["a symbol", { symbols: ["ETH-EUR"] }, ["other"]],
      ["a type", { types: [OrderType.MARKET, OrderType.TWAP] }, ["sale"]],
      [
        "a window, start inclusive and end exclusive",
        { start: "2026-10-01T00:00:00Z", end: "2026-10-02T00:00:00Z", statuses: [OrderStatus.FILLED] },
        ["inside"],
      ],
      ["no window", { statuses: [OrderStatus.FILLED] }, ["late", "inside", "early"]],
    ])("%s", async (_, filter, expected) => {
      const { client } = orders(ordersPage(all));
      expect(idsOf(await client.getOrders(filter))).toEqual(expected);
    });
  });

  test("data that Coinbase withholds is not an empty list", async () => {
    const { client } = orders(reply({ orders: [], has_next: false, proof_token_required: true }));
    expect(await failureOf(client.getOrders())).toMatchObject({
      kind: "unauthorized",
      code: "PROOF_TOKEN_REQUIRED",
      sent: "yes",
    });
  });

  test.each([
    ["filter", null],
    ["filter", { symbol: "SOL-USD" }],
    ["statuses[0]", { statuses: [0] }],
    ["symbols[1]", { symbols: ["SOL-USD", "sol-usd"] }],
  ])("a wrong %s in %j is refused before anything is sent", async (field, filter) => {
    const { client, requests } = orders(ordersPage([]));
    const error = await failureOf(client.getOrders(filter as unknown as OrderFilter));
    expect(error).toMatchObject({ kind: "invalidInput", field });
    expect(requests).toEqual([]);
  });
});
