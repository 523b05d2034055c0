import type { SocketProtocol, Topic } from "../connection/session/socket-protocol.ts";
import type { SocketFacts } from "../connection/stream-context.ts";
import { createStreamHub, type StreamHub } from "../connection/stream-hub.ts";
import type { Trading } from "../contract/venue-client.ts";
import { OrderStatus, TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import type { Connection } from "../http/connection.ts";
import { readPages } from "../http/read-pages.ts";
import { withoutCredentials } from "../http/signing/without-credentials.ts";
import type { SocketHost } from "../validation/config/client-config.ts";
import { type BookView, createBookFeed } from "./book-feed.ts";
import { createFeedPool, type Feed, type FeedPool, type FeedSource } from "./feed.ts";
import { createOrderFeed, type OrderLookUp } from "./order-feed.ts";
import { createPolledBookFeed } from "./polled-book-feed.ts";
import { createTradeFeed, type TradeBatch } from "./trade-feed.ts";
import type { BookStream, MarketStream, OrderStream, StreamPlace, TradeStream } from "./venue-streams.ts";

/** A venue's streams. Each is optional. */
export interface StreamsOfVenue {
  readonly subscribeOrderBook?: BookStream | undefined;
  readonly subscribeTrades?: TradeStream | undefined;
  readonly subscribeOrders?: OrderStream | undefined;
}

/** What the streams of a client work with. */
export interface StreamingParts {
  readonly connection: Connection;
  /** Undefined where the venue has no sockets. */
  readonly sockets: SocketProtocol | undefined;
  /** Finds what an interruption hid. */
  readonly lookUp: Pick<Trading, "getOrder" | "getOrders">;
}

/** The streams of one client: a source of feeds for each that its venue has. */
export interface VenueStreams {
  readonly books: ((symbol: string, call: CallContext) => FeedSource<BookView>) | undefined;
  readonly trades: ((symbol: string, call: CallContext) => FeedSource<TradeBatch>) | undefined;
  readonly orders: ((call: CallContext) => FeedSource<readonly Order[]>) | undefined;
  /** Closes the sockets, within a second. */
  close(): Promise<void>;
}

/** Open orders that are listed. */
const MOST_OPEN = 10_000;

const OPEN_STATUSES: readonly OrderStatus[] = Object.values(OrderStatus).filter(
  (status) => status !== OrderStatus.UNSPECIFIED && !TERMINAL_STATUSES.has(status),
);

/** Puts the streams of a venue together; no socket is opened before the first subscription. */
export function createStreaming(
  { connection, sockets, lookUp }: StreamingParts,
  { subscribeOrderBook: books, subscribeTrades: trades, subscribeOrders: orders }: StreamsOfVenue,
): VenueStreams {
  const { runtime, http, calls } = connection;
  const hubs = createHubs(connection, sockets);
  /** The pool of one kind of feed, made when it is first needed. */
  const poolOf = <Item>(
    { host, channel }: StreamPlace,
    createFeed: (hub: StreamHub, topic: Topic) => Feed<Item>,
  ): ((call: CallContext) => FeedPool<Item>) => {
    let pool: FeedPool<Item> | undefined;
    return (call) => {
      const hub = hubs.of(host, call);
      pool ??= createFeedPool((key) => createFeed(hub, { channel, key }));
      return pool;
    };
  };
  const perMarket =
    <Item>(
      { toKey = (symbol) => symbol }: Pick<MarketStream, "toKey">,
      poolFor: (call: CallContext) => FeedPool<Item>,
    ): ((symbol: string, call: CallContext) => FeedSource<Item>) =>
    (symbol, call) => ({ key: toKey(symbol), pool: poolFor(call) });

  const listOpen = async (signal: AbortSignal): Promise<readonly Order[]> => {
    const list = orders?.listOpen;
    if (list === undefined)
      return lookUp.getOrders({ statuses: OPEN_STATUSES, limit: MOST_OPEN }, { signal });
    return calls.run("subscribeOrders", { signal }, async (call) => {
      const idOf = ({ orderId }: Order): string => orderId;
      const lists = list(call).map((request) => readPages(http, call, request, { idOf }));
      return (await Promise.all(lists)).flat();
    });
  };
  const ordersPool =
    orders &&
    poolOf(orders, (hub, topic) => {
      const finding: OrderLookUp = { ...lookUp, listOpen };
      return createOrderFeed({ hub, topic, events: orders, lookUp: finding, runtime });
    });
  return {
    books: books && perMarket(books, poolOfBooks(books, poolOf, runtime)),
    trades:
      trades &&
      perMarket(
        trades,
        poolOf(trades, (hub, topic) => createTradeFeed(hub, topic, trades)),
      ),
    orders:
      ordersPool &&
      ((call) => {
        if (!http.canSign) throw withoutCredentials(call);
        return { key: "", pool: ordersPool(call) };
      }),
    close: hubs.close,
  };
}

type PoolOf = <Item>(
  place: StreamPlace,
  createFeed: (hub: StreamHub, topic: Topic) => Feed<Item>,
) => (call: CallContext) => FeedPool<Item>;

function poolOfBooks(
  books: BookStream,
  poolOf: PoolOf,
  runtime: Connection["runtime"],
): (call: CallContext) => FeedPool<BookView> {
  if ("channel" in books) return poolOf(books, (hub, topic) => createBookFeed(hub, topic, books));
  const { intervalMs, read } = books;
  const pool = createFeedPool((key) =>
    createPolledBookFeed({ intervalMs, read: (signal) => read(key, signal), runtime }),
  );
  return () => pool;
}

/** The hubs of a client, one for each socket that its streams use. */
interface Hubs {
  of(host: SocketHost, call: CallContext): StreamHub;
  close(): Promise<void>;
}

function createHubs(connection: Connection, sockets: SocketProtocol | undefined): Hubs {
  const { config, runtime, serverClock, signer, venue } = connection;
  const hubs = new Map<SocketHost, StreamHub>();
  const factsOf = (protocol: SocketProtocol, host: SocketHost, origin: string): SocketFacts => {
    const path = protocol.paths?.[host] ?? "";
    return {
      venue,
      host,
      protocol,
      url: `${origin}${path}`,
      sign: async (frame) => {
        const { randomBytes } = runtime;
        const signing = { ...frame, host, path, timestampMs: serverClock.now(), randomBytes };
        return signer?.signFrame(signing, { venue, operation: "stream" });
      },
      inTurn: (call, work) => signer?.inTurn(call, work) ?? work(),
      unauthorized: () => signer?.refused(),
    };
  };
  return {
    of: (host, call) => {
      const known = hubs.get(host);
      if (known !== undefined) return known;
      const origin = config.socketOrigins[host]?.origin;
      if (sockets === undefined || origin === undefined)
        throw invalidInput(call, `wsUrls.${host}`, "is needed beside a baseUrl of your own");
      const hub = createStreamHub(factsOf(sockets, host, origin), runtime);
      hubs.set(host, hub);
      return hub;
    },
    close: async () => {
      await Promise.all([...hubs.values()].map((hub) => hub.close()));
    },
  };
}
