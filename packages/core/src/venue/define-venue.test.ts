import { describe, expect, expectTypeOf, test, vi } from "vitest";
import type { OrderPreview } from "../contract/amend.ts";
import type { CallOptions } from "../contract/call-options.ts";
import {
  CAPABILITY_METHODS,
  CONTRACT_METHODS,
  OPTIONAL_METHODS,
  type OptionalMethod,
} from "../contract/capabilities.ts";
import type { ClientConfig } from "../contract/client-config.ts";
import type { VenueClient } from "../contract/venue-client.ts";
import { OrderSide, OrderStatus, OrderType, TimeInForce } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { acknowledge } from "../normalize/acknowledge.ts";
import { refusedWith } from "../testdata/body-codec.ts";
import {
  createSmallVenue,
  GET_ORDER,
  readSmallOrder,
  SMALL_VENUE,
  type SmallCheckers,
  type SmallOptions,
} from "../testdata/clients/small-venue.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { EXECUTION_REPORT, ORDER, ORDER_BOOK, PRODUCT, TIMESTAMP } from "../testdata/messages.ts";
import { type Answer, reply, silence } from "../testdata/network/scripted-fetch.ts";
import { TEST_STREAMS } from "../testdata/streams/test-streams.ts";
import { checkCount, oneOf, optional } from "../validation/checkers.ts";
import { checkOrderId } from "../validation/identifiers.ts";
import { type ClientOf, defineVenue } from "./define-venue.ts";
import { runExtra } from "./run-extra.ts";
import type { Operations, VenueOperations } from "./venue-operations.ts";

const PREVIEW: OrderPreview = { errors: [], warnings: [] };

const NEW_ORDER = {
  symbol: "BTC-USD",
  side: OrderSide.BUY,
  type: OrderType.LIMIT,
  quantity: "1",
  price: "50000",
  clientOrderId: "client-1",
};

const page = (orders: readonly object[], next?: number): Answer =>
  reply(200, { orders, ...(next && { next }) });

const LISTS: Operations<"getOrders" | "getFills" | "getProducts" | "getBalance"> = {
  getOrders: () =>
    ["open", "closed"].map((list) => ({
      path: ["orders", list],
      query: { page: 1 },
      read: (body) => ({
        items: body.list("orders").map(readSmallOrder),
        next: body.has("next") ? { page: body.requiredCount("next") } : undefined,
      }),
    })),
  getFills: () => ({
    path: ["fills"],
    read: (body) => ({
      items: body.list("fills").map((fill) => ({
        ...EXECUTION_REPORT,
        executionId: fill.requiredText("id"),
        orderId: fill.requiredText("order"),
        timestamp: fill.timestamp("at") ?? TIMESTAMP,
      })),
      next: undefined,
    }),
  }),
  getProducts: () => ({
    path: ["products"],
    access: "public",
    readList: (rows) => ({
      items: rows.objects().map((row) => ({ ...PRODUCT, symbol: row.requiredText("symbol") })),
      next: undefined,
    }),
  }),
  getBalance: () => ({
    path: ["balances"],
    query: { page: 1 },
    readList: (rows, { query }) => ({
      items: rows.lists().map((row) => ({
        id: row.text(0),
        asset: row.requiredText(1),
        available: row.requiredDecimal(2),
        locked: row.decimal(3),
      })),
      next: rows.length < 2 ? undefined : { page: Number(query.page) + 1 },
    }),
  }),
};

/** One operation for each method. */
const ALL: Required<Omit<VenueOperations, "isBeingEdited">> = {
  ...LISTS,
  ...GET_ORDER,
  placeOrder: (order) => ({
    method: "POST",
    path: ["orders"],
    effect: "order",
    read: () => acknowledge(order, "o"),
  }),
  cancelOrder: () => ({ method: "DELETE", path: ["orders"], effect: "cancel", read: () => "accepted" }),
  getOrderBook: () => ({ path: ["book"], access: "public", read: () => ORDER_BOOK }),
  health: () => ({ reach: { path: ["ping"], access: "public", read: () => undefined } }),
  editOrder: () => ({ method: "PATCH", path: ["orders"], effect: "edit", read: () => "accepted" }),
  previewOrder: () => ({ method: "POST", path: ["preview"], read: () => PREVIEW }),
  subscribeOrderBook: TEST_STREAMS.subscribeOrderBook as NonNullable<VenueOperations["subscribeOrderBook"]>,
  subscribeTrades: TEST_STREAMS.subscribeTrades as NonNullable<VenueOperations["subscribeTrades"]>,
  subscribeOrders: TEST_STREAMS.subscribeOrders as NonNullable<VenueOperations["subscribeOrders"]>,
};

const has = (client: object, name: string): boolean => name in client;

describe("the methods of a client", () => {
  test("of the contract are there without operations, reject as unsupported and are no capabilities", async () => {
    const { client, sent } = createSmallVenue(() => ({}));
    for (const name of CONTRACT_METHODS) {
      const method = client[name] as () => Promise<unknown>;
      expect(await failureOf(method())).toMatchObject({
        kind: "unsupported",
        venue: "smallvenue",
        operation: name,
        sent: "no",
      });
      expect(client.capabilities.methods[name]).toBe(false);
    }
    expect(sent).toHaveLength(0);
  });

  test("of optional roles are absent without operations", () => {
    const { client } = createSmallVenue(() => ({}));
    for (const name of OPTIONAL_METHODS) {
      expect(has(client, name)).toBe(false);
      expect(client.capabilities.methods[name]).toBe(false);
    }
  });

  test("are all there and all capabilities with all operations", () => {
    const { client } = createSmallVenue(() => ALL);
    for (const name of CAPABILITY_METHODS) {
      expect(has(client, name)).toBe(true);
      expect(client.capabilities.methods[name]).toBe(true);
    }
    expect(client.capabilities.orderTypes).toEqual([OrderType.LIMIT]);
  });

  test("of optional roles come each with its own operation alone", () => {
    for (const name of OPTIONAL_METHODS) {
      // An order has to be read before it is edited.
      const operations: VenueOperations = { ...GET_ORDER, [name]: ALL[name] };
      const { client } = createSmallVenue(() => operations);
      expect(OPTIONAL_METHODS.filter((each) => has(client, each))).toEqual([name]);
      expect(OPTIONAL_METHODS.filter((each) => client.capabilities.methods[each])).toEqual([name]);
    }
  });

  test("have no editOrder where orders cannot be read", () => {
    const { client } = createSmallVenue((): VenueOperations => ({ editOrder: ALL.editOrder }));
    expect(has(client, "editOrder")).toBe(false);
    expect(client.capabilities.methods.editOrder).toBe(false);
  });

  test("have no book without an operation for it, streamed or not", async () => {
    const { client } = createSmallVenue(() => ({ getOrderBook: "streamed" as const }));
    expect(await failureOf(client.getOrderBook("BTC-USD"))).toMatchObject({ kind: "unsupported" });
    expect(client.capabilities.methods.getOrderBook).toBe(false);
  });

  test("work without this: they can be passed around", async () => {
    const { client } = createSmallVenue(() => ALL, { answers: [reply(200, { id: "order-1" })] });
    const { getOrder } = client;
    expect(await getOrder("order-1")).toMatchObject({ orderId: "order-1" });
  });

  test("reject after the client is closed", async () => {
    const { client } = createSmallVenue(() => ALL);
    await client.close();
    expect(await failureOf(client.getOrder("order-1"))).toMatchObject({ code: "CLIENT_CLOSED" });
  });
});

describe("the type of a client", () => {
  const typeOf = <Table extends VenueOperations>(_operations: Table): ClientOf<Table> => undefined as never;

  test("has the contract whatever the operations are", () => {
    expectTypeOf(typeOf({})).toExtend<VenueClient>();
    expectTypeOf(typeOf(ALL)).toExtend<VenueClient>();
  });

  test("has the methods of optional roles where the operations have them", () => {
    expectTypeOf<keyof ClientOf<object> & OptionalMethod>().toBeNever();
    expectTypeOf<keyof ClientOf<typeof ALL> & OptionalMethod>().toEqualTypeOf<OptionalMethod>();
    expectTypeOf<
      keyof ClientOf<Operations<"editOrder" | "getOrder">> & OptionalMethod
    >().toEqualTypeOf<"editOrder">();
    expectTypeOf<
      keyof ClientOf<Operations<"previewOrder">> & OptionalMethod
    >().toEqualTypeOf<"previewOrder">();
    expectTypeOf<keyof ClientOf<Operations<"getFills">> & OptionalMethod>().toEqualTypeOf<"getFills">();
    expectTypeOf<keyof ClientOf<Operations<"isBeingEdited">> & OptionalMethod>().toBeNever();
    const { client } = createSmallVenue(() => ({ getFills: LISTS.getFills }));
    expectTypeOf(client).toHaveProperty("getFills");
    expectTypeOf(client).not.toHaveProperty("getProducts");
  });

  test("has the options of placeOrder that its operation takes", () => {
    expectTypeOf<Parameters<ClientOf<object>["placeOrder"]>[1]>().toEqualTypeOf<CallOptions | undefined>();
    type Client = ClientOf<Operations<"placeOrder" | "previewOrder", SmallOptions>>;
    expectTypeOf<Parameters<Client["placeOrder"]>[1]>().toEqualTypeOf<SmallOptions | undefined>();
    expectTypeOf<Parameters<Client["previewOrder"]>[1]>().toEqualTypeOf<SmallOptions | undefined>();
  });
});

describe("editing and previewing", () => {
  const RESTING = { id: "order-1", cid: "client-1" };

  test("of a venue that only edits: the order is read, the whole terms are sent, and nothing is previewed", async () => {
    const edit = vi.fn(ALL.editOrder);
    const changed = { ...ORDER, quoteQuantity: undefined, price: "50001" } as unknown as Order;
    const before = { ...ORDER, quoteQuantity: undefined } as unknown as Order;
    let looks = 0;
    const getOrder = async (orderId: string): Promise<Order> => ({
      ...(looks++ > 0 ? changed : before),
      orderId,
    });
    const { client, sent } = createSmallVenue(() => ({ getOrder, editOrder: edit }));
    expect(await client.editOrder("order-1", { price: "50001" })).toMatchObject({ price: "50001" });
    const [orderId, terms] = edit.mock.calls[0] ?? [];
    expect([orderId, terms]).toEqual(["order-1", { quantity: "0.10", price: "50001", stopPrice: "49000" }]);
    expect(sent.map(({ method }) => method)).toEqual(["PATCH"]);
    expect(has(client, "previewOrder")).toBe(false);
  });

  test("of a venue that only previews", async () => {
    const { client, sent } = createSmallVenue(() => ({ previewOrder: ALL.previewOrder }));
    expect(await client.previewOrder(NEW_ORDER)).toBe(PREVIEW);
    expect(sent.map(({ url }) => url.pathname)).toEqual(["/v2/preview"]);
    expect(has(client, "editOrder")).toBe(false);
  });

  test("of a venue whose orders are read by request", async () => {
    const answers = [reply(200, RESTING), reply(200, { ...RESTING, state: "done" })];
    const operations = { ...GET_ORDER, editOrder: ALL.editOrder };
    const { client } = createSmallVenue(() => operations, { answers });
    expect(await failureOf(client.editOrder("order-1", { price: "1" }))).toMatchObject({
      kind: "unsupported",
      operation: "editOrder",
    });
  });
});

describe("an order", () => {
  test("is placed by the request of its operation, with its clientOrderId on errors", async () => {
    const { client, sent } = createSmallVenue(() => ({ placeOrder: ALL.placeOrder }), {
      answers: [reply(200), refusedWith(-1)],
    });
    expect(await client.placeOrder(NEW_ORDER)).toMatchObject({
      orderId: "o",
      clientOrderId: "client-1",
      status: OrderStatus.SUBMITTED,
      timeInForce: TimeInForce.GTC,
    });
    expect(sent[0]).toMatchObject({ method: "POST" });
    expect(await failureOf(client.placeOrder(NEW_ORDER))).toMatchObject({
      kind: "outcomeUnknown",
      code: "-1",
      clientOrderId: "client-1",
    });
  });

  test("that is another one than was asked for is malformed", async () => {
    const { client } = createSmallVenue(() => GET_ORDER, { answers: [reply(200, { id: "order-2" })] });
    expect(await failureOf(client.getOrder("order-1"))).toMatchObject({
      kind: "malformed",
      code: "WRONG_ORDER",
      orderId: "order-1",
      sent: "yes",
    });
  });

  test("that the venue does not know is not found", async () => {
    const { client } = createSmallVenue(() => GET_ORDER, { answers: [refusedWith(-2013)] });
    expect(await failureOf(client.getOrder("order-1"))).toMatchObject({ kind: "notFound", code: "-2013" });
  });

  test("may be read by more than one request: the operation gives the message itself", async () => {
    const getOrder = async (orderId: string) => ({ ...ORDER, orderId });
    const { client, sent } = createSmallVenue(() => ({ getOrder }));
    expect(await client.getOrder("order-9")).toMatchObject({ orderId: "order-9" });
    expect(sent).toHaveLength(0);
  });

  test("that was cancelled is looked at, though the venue refused the cancel", async () => {
    const answers = [reply(410), reply(200, { id: "order-1", state: "done" })];
    const operations = { ...GET_ORDER, cancelOrder: ALL.cancelOrder };
    const { client, sent } = createSmallVenue(() => operations, { answers });
    expect(await client.cancelOrder("order-1")).toBe(OrderStatus.FILLED);
    expect(sent.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      "DELETE /v2/orders",
      "GET /v2/orders/order-1",
    ]);
  });

  test("that is cancelled at a venue whose orders cannot be read is pending", async () => {
    const { client, sent } = createSmallVenue(() => ({ cancelOrder: ALL.cancelOrder }));
    expect(await client.cancelOrder("order-1")).toBe(OrderStatus.PENDING_CANCEL);
    expect(sent).toHaveLength(1);
  });
});

describe("a list", () => {
  const at = (second: number): string => `2026-01-01T00:00:0${second}Z`;

  test("of orders is read page by page and list by list, and sorted with the newest first", async () => {
    const { client, sent } = createSmallVenue(() => LISTS, {
      answers: [
        page(
          [
            { id: "a", at: at(1) },
            { id: "b", at: at(5) },
          ],
          2,
        ),
        page([
          { id: "b", at: at(5) },
          { id: "c", at: at(3) },
        ]),
        page([{ id: "d", at: at(4), state: "done" }]),
      ],
    });
    const orders = await client.getOrders();
    expect(orders.map(({ orderId }) => orderId)).toEqual(["b", "d", "c", "a"]);
    expect(sent.map(({ url }) => url.pathname + url.search)).toEqual([
      "/v2/orders/open?page=1",
      "/v2/orders/open?page=2",
      "/v2/orders/closed?page=1",
    ]);
  });

  test("of orders is filtered, and is read no further than what is looked for", async () => {
    const answers = [
      page(
        [
          { id: "a", cid: "x" },
          { id: "b", cid: "y" },
        ],
        2,
      ),
      page([{ id: "c", cid: "z" }]),
    ];
    const { client, sent } = createSmallVenue(() => LISTS, { answers });
    const found = await client.getOrders({ clientOrderIds: ["y"] });
    expect(found.map(({ orderId }) => orderId)).toEqual(["b"]);
    expect(sent).toHaveLength(1);
    expect(await client.getOrders({ statuses: [OrderStatus.FILLED] })).toEqual([]);
    expect(await client.getOrders({ clientOrderIds: [] })).toEqual([]);
  });

  test("of orders ends at its limit, with the newest", async () => {
    const answers = [
      page(
        [
          { id: "a", at: at(1) },
          { id: "b", at: at(2) },
        ],
        2,
      ),
      page([]),
    ];
    const { client, sent } = createSmallVenue(() => LISTS, { answers });
    const orders = await client.getOrders({ limit: 1 });
    expect(orders.map(({ orderId }) => orderId)).toEqual(["b"]);
    expect(sent.map(({ url }) => url.pathname)).toEqual(["/v2/orders/open", "/v2/orders/closed"]);
  });

  test("of fills is filtered and sorted", async () => {
    const fills = [
      { id: "1", order: "a", at: at(1) },
      { id: "2", order: "b", at: at(3) },
      { id: "3", order: "a", at: at(2) },
    ];
    const { client } = createSmallVenue(() => LISTS, { answers: [reply(200, { fills })] });
    const idsOf = async (filter?: object) =>
      (await client.getFills(filter)).map(({ executionId }) => executionId);
    expect(await idsOf()).toEqual(["2", "3", "1"]);
    expect(await idsOf({ orderIds: ["a"], limit: 1 })).toEqual(["3"]);
  });

  test("of products holds those that are asked for, each once", async () => {
    const rows = ["BTC-USD", "ETH-USD", "BTC-USD"].map((symbol) => ({ symbol }));
    const { client, sent } = createSmallVenue(() => LISTS, { answers: [reply(200, rows)], config: {} });
    const symbolsOf = async (filter?: object) =>
      (await client.getProducts(filter)).map(({ symbol }) => symbol);
    expect(await symbolsOf()).toEqual(["BTC-USD", "ETH-USD"]);
    expect(await symbolsOf({ symbols: ["ETH-USD", "X-Y"] })).toEqual(["ETH-USD"]);
    expect(await symbolsOf({ symbols: [] })).toEqual([]);
    expect(sent).toHaveLength(2);
  });

  test("of accounts is summed by asset over all pages, an account that two pages hold once", async () => {
    const { client, sent } = createSmallVenue(() => LISTS, {
      answers: [
        reply(200, '[["1","BTC",0.10,0.05],["2","USD","100",null]]'),
        reply(200, '[["2","USD","100",null],["3","BTC",1.000000000000000001,0]]'),
        reply(200, '[["4","ETH","0","0"]]'),
        reply(200, "[]"),
      ],
    });
    const { assets } = await client.getBalance();
    expect(assets.map(({ asset, total, available, locked }) => [asset, total, available, locked])).toEqual([
      ["BTC", "1.150000000000000001", "1.100000000000000001", "0.05"],
      ["USD", "100", "100", undefined],
    ]);
    expect(sent.map(({ url }) => url.search)).toEqual(["?page=1", "?page=2", "?page=3"]);
    const everything = createSmallVenue(() => LISTS, { answers: [reply(200, '[["4","ETH","0","0"]]')] });
    expect((await everything.client.getBalance({ includeZero: true })).assets).toHaveLength(1);
  });
});

describe("the configuration of a venue's own", () => {
  interface Own {
    readonly desk: string;
    readonly mode: "live" | "paper" | undefined;
  }
  const ownConfig = { desk: checkOrderId, mode: optional(oneOf("live", "paper")) };

  const create = (config: object) =>
    createSmallVenue<VenueOperations, Own>(
      ({ own }) => ({ getOrder: (orderId) => ({ path: [own.desk, orderId], read: readSmallOrder }) }),
      { facts: { ownConfig }, config: config as ClientConfig<string>, answers: [reply(200, { id: "o" })] },
    );

  test("is checked in the factory, and is what the operations get", async () => {
    const { client, sent } = create({ desk: "desk-7", mode: "paper" });
    await client.getOrder("o");
    expect(sent[0]?.url.pathname).toBe("/v2/desk-7/o");
  });

  test.each<readonly [string, object]>([
    ["desk", {}],
    ["desk", { desk: "../x" }],
    ["desk", { desk: 7 }],
    ["mode", { desk: "d", mode: "LIVE" }],
    ["mode", { desk: "d", mode: null }],
    ["config", { desk: "d", modes: "live" }],
    ["baseUrl", { desk: "d", baseUrl: "http://api.example.com" }],
  ])("that is wrong is refused by the name of its field: %s", async (field, config) => {
    expect(await failureOf(() => create(config))).toMatchObject({
      kind: "invalidInput",
      field,
      venue: "smallvenue",
      operation: "createSmallvenueClient",
      sent: "no",
    });
  });

  test("is unknown to a venue that has none", async () => {
    const create = defineVenue(SMALL_VENUE, () => ({}));
    const error = await failureOf(() => create({ desk: "d" } as ClientConfig<string>));
    expect(error).toMatchObject({ kind: "invalidInput", field: "config" });
    expect(create()).toMatchObject({ venue: "smallvenue" });
  });
});

describe("the options of placeOrder that a venue alone has", () => {
  const placeOptions: SmallCheckers = { account: optional(checkOrderId) };

  function createWithOptions() {
    const seen: (SmallOptions | undefined)[] = [];
    const operations: Operations<"placeOrder" | "previewOrder", SmallOptions> = {
      placeOrder: async (order, _call, options) => {
        seen.push(options);
        return acknowledge(order, "o");
      },
      previewOrder: async (_order, _call, options) => {
        seen.push(options);
        return PREVIEW;
      },
    };
    return { ...createSmallVenue(() => operations, { facts: { placeOptions } }), seen };
  }

  test("reach the operation", async () => {
    const { client, seen } = createWithOptions();
    await client.placeOrder(NEW_ORDER, { account: "a-1", timeoutMs: 500 });
    await client.previewOrder(NEW_ORDER, { account: "a-2" });
    await client.placeOrder(NEW_ORDER);
    expect(seen.map((options) => options?.account)).toEqual(["a-1", "a-2", undefined]);
    expect(seen[0]).toEqual({ account: "a-1", timeoutMs: 500 });
  });

  test.each(["placeOrder", "previewOrder"] as const)("are checked by %s", async (name) => {
    const { client, seen } = createWithOptions();
    const call = (options: object) => failureOf(client[name](NEW_ORDER, options));
    expect(await call({ account: "../x" })).toMatchObject({ kind: "invalidInput", field: "account" });
    expect(await call({ accounts: "a" })).toMatchObject({
      kind: "invalidInput",
      field: "options",
      reason: "options has no accounts: its fields are signal, timeoutMs, account",
    });
    expect(await call({ account: "a", timeoutMs: 0 })).toMatchObject({ field: "timeoutMs" });
    expect(seen).toEqual([]);
  });

  test("are named with the clientOrderId of the order", async () => {
    const { client } = createWithOptions();
    expect(await failureOf(client.placeOrder(NEW_ORDER, { account: "" }))).toMatchObject({
      field: "account",
      clientOrderId: "client-1",
    });
  });

  test("reach the operation as their checkers give them", async () => {
    const seen: unknown[] = [];
    const operations: Operations<"placeOrder", CallOptions & { readonly size?: number }> = {
      placeOrder: async (order, _call, options) => {
        seen.push(options?.size);
        return acknowledge(order, "o");
      },
    };
    const size = (value: unknown, call: Parameters<typeof checkCount>[1], field: string): number =>
      value === undefined ? 10 : checkCount(value, call, field);
    const { client } = createSmallVenue(() => operations, { facts: { placeOptions: { size } as object } });
    await client.placeOrder(NEW_ORDER, {});
    expect(seen).toEqual([10]);
  });

  test("are none of a venue that does not state them, nor of other methods", async () => {
    const { client } = createSmallVenue(() => ALL);
    const options = { account: "a-1" } as CallOptions;
    for (const call of [
      () => client.placeOrder(NEW_ORDER, options),
      () => client.getOrder("order-1", options),
    ]) {
      expect(await failureOf(call)).toMatchObject({ kind: "invalidInput", field: "options" });
    }
  });
});

describe("extras", () => {
  const connect = (answers: readonly Answer[]) =>
    createSmallVenue(() => GET_ORDER, {
      answers,
      extras: (connection) => ({
        getDesks: (name: string, options?: CallOptions): Promise<string> =>
          runExtra(connection, "getDesks", options, (call) => {
            if (name === "") throw invalidInput(call, "name", "is empty");
            return { path: ["desks", name], read: (body) => body.requiredText("desk") };
          }),
      }),
    });

  test("are methods beyond the contract, beside it", async () => {
    const { client, sent } = connect([reply(200, { desk: "d-1" })]);
    expect(await client.getDesks("all")).toBe("d-1");
    expect(sent[0]?.url.pathname).toBe("/v2/desks/all");
    expect(client.capabilities.methods.getOrder).toBe(true);
  });

  test("reject with a VenueError of their own name", async () => {
    const { client, clock } = connect([silence]);
    expect(await failureOf(client.getDesks(""))).toMatchObject({ field: "name", operation: "getDesks" });
    const late = clock.settle(client.getDesks("all", { timeoutMs: 100 }));
    expect(await failureOf(late)).toMatchObject({ kind: "timeout", operation: "getDesks" });
    const misspelt = { timeout: 5 } as CallOptions;
    expect(await failureOf(client.getDesks("all", misspelt))).toMatchObject({ field: "options" });
  });

  test("end with the client", async () => {
    const { client } = connect([silence]);
    await client.close();
    expect(await failureOf(client.getDesks("all"))).toMatchObject({ code: "CLIENT_CLOSED" });
  });
});

test("a factory sends nothing, opens no socket and starts no timer", () => {
  const { clock, sent, streams } = createSmallVenue(() => ALL);
  expect(sent).toHaveLength(0);
  expect(streams.sockets.sockets).toHaveLength(0);
  expect(clock.timers()).toBe(0);
});
