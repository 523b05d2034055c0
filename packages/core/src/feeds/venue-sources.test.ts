import { describe, expect, test, vi } from "vitest";
import type { SessionParts, SocketProtocol } from "../connection/protocol/socket-protocol.ts";
import type { Trading } from "../contract/venue-client.ts";
import { OrderStatus, TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { createConnection } from "../http/connection.ts";
import type { PageRequest } from "../http/read-pages.ts";
import { decodeByStatus } from "../http/reply/decode.ts";
import { CALL, collectLog, type LogEntry } from "../testdata/clients/test-client.ts";
import { createManualClock, type ManualClock } from "../testdata/clocks/manual-clock.ts";
import { joinFeed } from "../testdata/feeds/test-subscriber.ts";
import { ORDER } from "../testdata/messages.ts";
import { reply, type ScriptedFetch, scriptFetch, silence } from "../testdata/network/scripted-fetch.ts";
import { nextTurn } from "../testdata/next-turn.ts";
import {
  createScriptedVenue,
  createTestProtocol,
  type ScriptedVenue,
} from "../testdata/streams/scripted-venue.ts";
import { TEST_LOOK_UP, TEST_STREAMS } from "../testdata/streams/test-streams.ts";
import type { JsonObject } from "../values/json-object.ts";
import type { FeedSource } from "./feed.ts";
import { createStreaming, type VenueStreams } from "./streaming.ts";
import type { OrderStream, StreamsOfVenue } from "./venue-streams.ts";

interface Client {
  readonly streams: VenueStreams;
  readonly venue: ScriptedVenue;
  readonly clock: ManualClock;
  readonly logged: readonly LogEntry[];
  /** The parts of each created session. */
  readonly sessions: readonly SessionParts[];
  close(): Promise<void>;
}

interface ClientOptions {
  readonly lookUp?: Pick<Trading, "getOrder" | "getOrders">;
  readonly fetch?: ScriptedFetch["fetch"];
  readonly paths?: SocketProtocol["paths"];
}

const signFrame = vi.fn(() => ({ jwt: "signed" }));

function createClient(table: StreamsOfVenue, options: ClientOptions = {}): Client {
  const { lookUp = TEST_LOOK_UP, fetch, paths } = options;
  const venue = createScriptedVenue();
  const clock = createManualClock();
  const { logger, logged } = collectLog();
  const connection = createConnection(
    {
      venue: "testvenue",
      defaultBaseUrl: "https://api.testvenue.example",
      defaultWsUrls: { market: "wss://market.testvenue.example", user: "wss://user.testvenue.example:8443" },
      basePath: [],
      toSigner: () => ({ sign: () => ({}), signFrame }),
      decode: decodeByStatus(() => ({})),
    },
    { credentials: "key-number-1", retry: false, circuitBreaker: false },
    { clock, logger, fetch, random: () => 0.5, WebSocket: venue.sockets.WebSocket },
    CALL,
  );
  const sessions: SessionParts[] = [];
  const { createSession, ...protocol } = createTestProtocol();
  const sockets: SocketProtocol = {
    ...protocol,
    paths,
    createSession: (parts) => {
      sessions.push(parts);
      return createSession(parts);
    },
  };
  const streams = createStreaming({ connection, sockets, lookUp }, table);
  return {
    streams,
    venue,
    clock,
    logged,
    sessions,
    close: () => {
      connection.calls.close();
      return streams.close();
    },
  };
}

/** Joins a source and notes its states and items. */
function join<Item>(
  source: FeedSource<Item> | undefined,
  toWords: (item: Item) => readonly string[],
): string[] {
  if (source === undefined) throw new Error("the venue has no such stream");
  const told: string[] = [];
  joinFeed(source.pool, source.key, () => ({ deliver: (item) => void told.push(...toWords(item)) }), {
    onState: (state) => void told.push(state),
  });
  return told;
}

/** Waits until replies are read, which takes several turns. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn();
}

const idsOf = (orders: readonly Order[]): string[] => orders.map(({ orderId }) => orderId);

const { subscribeOrderBook, subscribeTrades, subscribeOrders } = TEST_STREAMS;

/** A stream of orders without a snapshot: open orders are listed. */
const LISTED: OrderStream = { ...(subscribeOrders ?? expect.fail()), snapshot: undefined };

describe("the streams of a venue", () => {
  test.each([
    ["books", { subscribeOrderBook }],
    ["trades", { subscribeTrades }],
    ["orders", { subscribeOrders }],
  ] as const)("may be %s alone, and the others have no source", (name, table) => {
    const { streams } = createClient(table);
    for (const each of ["books", "trades", "orders"] as const) {
      expect(typeof streams[each]).toBe(each === name ? "function" : "undefined");
    }
  });

  test("may be absent, also for a venue without sockets, and can be closed", async () => {
    const { streams, close } = createClient({});
    expect(streams).toMatchObject({ books: undefined, trades: undefined, orders: undefined });
    await close();
  });

  test("all have a source when the venue has all, and an undefined one has none", () => {
    const all = createClient(TEST_STREAMS).streams;
    expect([all.books, all.trades, all.orders].map((source) => typeof source)).toEqual(
      Array(3).fill("function"),
    );
    const { streams } = createClient({ ...TEST_STREAMS, subscribeTrades: undefined });
    expect([streams.books, streams.trades, streams.orders].map((source) => typeof source)).toEqual([
      "function",
      "undefined",
      "function",
    ]);
  });

  test("work alone as they work together", async () => {
    const { streams, venue, close } = createClient({ subscribeTrades });
    const told = join(streams.trades?.("BTC-USD", CALL), ({ trades }) =>
      trades.map(({ tradeId }) => tradeId),
    );
    await nextTurn();
    venue.publish("market_trades", "BTC-USD", { trade: "t" });
    expect(told).toEqual(["live", "t"]);
    await close();
    expect(venue.sockets.live()).toBe(0);
  });
});

describe("the socket of a stream", () => {
  test("has the host's origin and path, and its session knows the host", async () => {
    const { streams, venue, sessions } = createClient(TEST_STREAMS, {
      paths: { market: "/ws/public", user: "/ws/private" },
    });
    join(streams.books?.("BTC-USD", CALL), () => []);
    join(streams.orders?.(CALL), idsOf);
    await nextTurn();
    expect(venue.sockets.sockets.map(({ url }) => url)).toEqual([
      "wss://market.testvenue.example/ws/public",
      "wss://user.testvenue.example:8443/ws/private",
    ]);
    expect(sessions.map(({ host, venue: name }) => [host, name])).toEqual([
      ["market", "testvenue"],
      ["user", "testvenue"],
    ]);
  });

  test("has the bare origin when the host has no path", async () => {
    const { streams, venue } = createClient(TEST_STREAMS, { paths: { market: "/v2" } });
    join(streams.orders?.(CALL), idsOf);
    await nextTurn();
    expect(venue.sockets.last.url).toBe("wss://user.testvenue.example:8443");
  });

  test("signs its host and path", async () => {
    signFrame.mockClear();
    const { streams, sessions, clock } = createClient(TEST_STREAMS, { paths: { user: "/ws/private" } });
    join(streams.orders?.(CALL), idsOf);
    await nextTurn();
    const frame = { action: "hello", channel: "", products: [] } as const;
    expect(await sessions[0]?.sign(frame)).toEqual({ jwt: "signed" });
    expect(signFrame).toHaveBeenCalledWith({
      ...frame,
      host: "user",
      path: "/ws/private",
      timestampMs: clock.now(),
      randomBytes: expect.any(Function),
    });
  });

  test("is shared by the streams of one host", async () => {
    const { streams, venue, sessions } = createClient(TEST_STREAMS);
    join(streams.books?.("BTC-USD", CALL), () => []);
    join(streams.trades?.("BTC-USD", CALL), () => []);
    await nextTurn();
    expect(venue.sockets.sockets).toHaveLength(1);
    expect(sessions).toHaveLength(1);
    expect(venue.subscribed()).toEqual(["level2 BTC-USD", "market_trades BTC-USD"]);
  });
});

describe("open orders of a stream without a snapshot", () => {
  const open = (...orderIds: readonly string[]): Order[] =>
    orderIds.map((orderId) => ({ ...ORDER, orderId, status: OrderStatus.OPEN }));

  /** Creates a page of orders. `next` is the cursor of the next page. */
  const pageOf = (path: string): PageRequest<Order> => ({
    path: [path],
    access: "public",
    read: (root: JsonObject) => ({
      items: open(...root.words("ids")),
      next: root.has("next") ? { cursor: root.requiredText("next") } : undefined,
    }),
  });

  test("are listed with getOrders, with every status that is not final", async () => {
    const getOrders = vi.fn<Trading["getOrders"]>(async () => open("a"));
    const { streams } = createClient({ subscribeOrders: LISTED }, { lookUp: { ...TEST_LOOK_UP, getOrders } });
    const told = join(streams.orders?.(CALL), idsOf);
    await nextTurn();
    expect(told).toEqual(["a", "live"]);
    expect(getOrders).toHaveBeenCalledTimes(1);
    const [filter, options] = getOrders.mock.calls[0] ?? [];
    expect(filter?.statuses?.toSorted()).toEqual([
      OrderStatus.PENDING,
      OrderStatus.PENDING_APPROVAL,
      OrderStatus.SUBMITTED,
      OrderStatus.OPEN,
      OrderStatus.PARTIALLY_FILLED,
      OrderStatus.PENDING_CANCEL,
    ]);
    const others = Object.values(OrderStatus).filter((status) => !filter?.statuses?.includes(status));
    expect(new Set(others)).toEqual(new Set([OrderStatus.UNSPECIFIED, ...TERMINAL_STATUSES]));
    expect(filter).not.toHaveProperty("start");
    expect(options?.signal?.aborted).toBe(false);
  });

  test("are all listed, even if there are more than getOrders returns by default", async () => {
    const orders = open(...Array.from({ length: 1_001 }, (_, index) => String(index)));
    const getOrders: Trading["getOrders"] = async ({ limit = 1_000 } = {}) => orders.slice(0, limit);
    const { streams } = createClient({ subscribeOrders: LISTED }, { lookUp: { ...TEST_LOOK_UP, getOrders } });
    const told = join(streams.orders?.(CALL), idsOf);
    await nextTurn();
    expect(told).toHaveLength(1_002);
  });

  test("are not listed when the stream begins with a snapshot", async () => {
    const getOrders = vi.fn<Trading["getOrders"]>(async () => []);
    const { streams } = createClient({ subscribeOrders }, { lookUp: { ...TEST_LOOK_UP, getOrders } });
    expect(join(streams.orders?.(CALL), idsOf)).toEqual([]);
    await nextTurn();
    expect(getOrders).not.toHaveBeenCalled();
  });

  test("are read from the venue's own lists, all pages of each", async () => {
    const { fetch, sent } = scriptFetch((request) => {
      const { pathname, search } = request.url;
      const pages: Readonly<Record<string, object>> = {
        "/limit": { ids: ["a", "b"], next: "2" },
        "/limit?cursor=2": { ids: ["c"] },
        "/stop": { ids: ["d"] },
      };
      return reply(200, pages[`${pathname}${search}`] ?? null)(request);
    });
    const getOrders = vi.fn<Trading["getOrders"]>(async () => []);
    const listOpen = vi.fn<NonNullable<OrderStream["listOpen"]>>(() => [pageOf("limit"), pageOf("stop")]);
    const { streams, clock } = createClient(
      { subscribeOrders: { ...LISTED, listOpen } },
      { fetch, lookUp: { ...TEST_LOOK_UP, getOrders } },
    );
    const told = join(streams.orders?.(CALL), idsOf);
    await until(() => told.includes("live"));
    expect(told).toEqual(["a", "b", "c", "d", "live"]);
    expect(sent.map(({ url }) => `${url.pathname}${url.search}`).toSorted()).toEqual([
      "/limit",
      "/limit?cursor=2",
      "/stop",
    ]);
    expect(listOpen).toHaveBeenCalledTimes(1);
    expect(listOpen.mock.calls[0]?.[0]).toMatchObject({ venue: "testvenue", operation: "subscribeOrders" });
    expect(getOrders).not.toHaveBeenCalled();
    // The only timer is that of the connection.
    expect(clock.timers()).toBe(1);
  });

  test("on two pages, because one moved meanwhile, are delivered once", async () => {
    const { fetch } = scriptFetch(
      reply(200, { ids: ["a", "b"], next: "2" }),
      reply(200, { ids: ["b", "c"] }),
    );
    const { streams } = createClient(
      { subscribeOrders: { ...LISTED, listOpen: () => [pageOf("orders")] } },
      { fetch },
    );
    const told = join(streams.orders?.(CALL), idsOf);
    await until(() => told.includes("live"));
    expect(told).toEqual(["a", "b", "c", "live"]);
  });

  test("are listed again later after a failure", async () => {
    const { fetch, sent } = scriptFetch(reply(503), reply(200, { ids: ["a"] }));
    const { streams, clock, logged } = createClient(
      { subscribeOrders: { ...LISTED, listOpen: () => [pageOf("orders")] } },
      { fetch },
    );
    const told = join(streams.orders?.(CALL), idsOf);
    await until(() => logged.length > 0);
    expect(told).toEqual([]);
    await clock.advance(500);
    await until(() => told.includes("live"));
    expect(told).toEqual(["a", "live"]);
    expect(sent).toHaveLength(2);
  });

  test("are listed no further when the client is closed", async () => {
    const script = scriptFetch(silence);
    const { streams, clock, close } = createClient(
      { subscribeOrders: { ...LISTED, listOpen: () => [pageOf("orders")] } },
      script,
    );
    const source = streams.orders?.(CALL) ?? expect.fail("the venue has orders");
    const { subscriber } = joinFeed(source.pool, source.key, () => ({ deliver: () => {} }));
    const { init } = await script.started;
    subscriber.end();
    expect(init.signal?.aborted).toBe(true);
    await close();
    await clock.advance(60_000);
    expect(script.sent).toHaveLength(1);
    expect(clock.timers()).toBe(0);
  });
});
