import { createClientHubs } from "../connection/client-hubs.ts";
import type { SocketProtocol, Topic } from "../connection/protocol/socket-protocol.ts";
import type { StreamHub } from "../connection/stream-hub.ts";
import type { Trading } from "../contract/venue-client.ts";
import type { Order } from "../cqc/messages.ts";
import type { CallContext } from "../errors/call-context.ts";
import type { Connection } from "../http/connection.ts";
import { withoutCredentials } from "../http/signing/without-credentials.ts";
import { type BookView, createBookFeed } from "./book-feed.ts";
import { createFeedPool, type Feed, type FeedPool, type FeedSource } from "./feed.ts";
import { createListOpen } from "./list-open.ts";
import { createOrderFeed } from "./order-feed.ts";
import { createPolledBookFeed } from "./polled-book-feed.ts";
import { createTradeFeed, type TradeBatch } from "./trade-feed.ts";
import type { BookStream, MarketStream, StreamPlace, StreamsOfVenue } from "./venue-streams.ts";

/** The parts that the streams of a client work with. */
export interface StreamingParts {
  readonly connection: Connection;
  /** Undefined for a venue without sockets. */
  readonly sockets: SocketProtocol | undefined;
  /** Looks up orders that changed during an interruption. */
  readonly lookUp: Pick<Trading, "getOrder" | "getOrders">;
}

/** The streams of one client. Each is undefined when its venue does not have it. */
export interface VenueStreams {
  readonly books: ((symbol: string, call: CallContext) => FeedSource<BookView>) | undefined;
  readonly trades: ((symbol: string, call: CallContext) => FeedSource<TradeBatch>) | undefined;
  readonly orders: ((call: CallContext) => FeedSource<readonly Order[]>) | undefined;
  /** Closes all sockets, within a second. */
  close(): Promise<void>;
}

/** Creates the streams of a venue. No socket is opened before the first subscription. */
export function createStreaming(
  { connection, sockets, lookUp }: StreamingParts,
  { subscribeOrderBook: books, subscribeTrades: trades, subscribeOrders: orders }: StreamsOfVenue,
): VenueStreams {
  const { runtime, http } = connection;
  const hubs = createClientHubs(connection, sockets);
  /** Returns a function that creates the pool of one kind of feed when it is first needed. */
  const poolOf: PoolOf = <Item>(
    { host, channel }: StreamPlace,
    createFeed: (hub: StreamHub, topic: Topic) => Feed<Item>,
  ) => {
    let pool: FeedPool<Item> | undefined;
    return (call) => {
      const hub = hubs.of(host, call);
      pool ??= createFeedPool((key) => createFeed(hub, { channel, key }));
      return pool;
    };
  };
  const tradesPool = trades && poolOf(trades, (hub, topic) => createTradeFeed(hub, topic, trades));
  const ordersPool =
    orders &&
    poolOf(orders, (hub, topic) => {
      const listOpen = createListOpen(connection, lookUp, orders);
      return createOrderFeed({ hub, topic, events: orders, lookUp: { ...lookUp, listOpen }, runtime });
    });
  return {
    books: books && perMarket(books, poolOfBooks(books, poolOf, runtime)),
    trades: trades && tradesPool && perMarket(trades, tradesPool),
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

function perMarket<Item>(
  { toKey = (symbol) => symbol }: Pick<MarketStream, "toKey">,
  poolFor: (call: CallContext) => FeedPool<Item>,
): (symbol: string, call: CallContext) => FeedSource<Item> {
  return (symbol, call) => ({ key: toKey(symbol), pool: poolFor(call) });
}

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
