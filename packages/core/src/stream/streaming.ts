import type { OrderBook } from "../cqc/messages.ts";
import { type CallContext, invalidInput } from "../errors/invalid-input.ts";
import type { Connection } from "../http/connection.ts";
import { withoutCredentials } from "../http/without-credentials.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import type { SocketHost } from "../validation/client-config.ts";
import { type BookEvents, type BookView, createBookFeed } from "./book-feed.ts";
import { createFeedPool, type Feed, type FeedPool } from "./feed.ts";
import { createOrderFeed, type OrderEvents } from "./order-feed.ts";
import { createPolledBookFeed } from "./polled-book-feed.ts";
import { createStreamHub, type StreamHub } from "./stream-hub.ts";
import { createStreamMethods, type StreamMethods } from "./stream-methods.ts";
import type { ProtocolParts, StreamProtocol, Topic } from "./stream-protocol.ts";
import { createTradeFeed, type TradeEvents } from "./trade-feed.ts";

/** Where a venue streams something. */
export interface StreamPlace {
  readonly host: SocketHost;
  readonly channel: string;
}

/** A book without a stream of its own. */
export interface PolledBooks {
  readonly intervalMs: number;
  read(product: string, signal: AbortSignal): Promise<OrderBook>;
}

/** A venue's streams, as data and readers. */
export interface StreamingSpec {
  createProtocol(parts: ProtocolParts): StreamProtocol;
  /** The venue's name of a market in its streams. */
  toProduct(symbol: string): string;
  readonly books: (StreamPlace & BookEvents) | PolledBooks;
  readonly trades: StreamPlace & TradeEvents;
  readonly orders: StreamPlace & OrderEvents;
}

/** The streams of one client. */
export interface VenueStreams extends Pick<StreamMethods, "methods" | "state"> {
  /** Ends them all, within a second. */
  close(): Promise<void>;
}

/** Puts the streams of a venue together; no socket is opened before the first subscription. */
export function createStreaming(connection: Connection, spec: StreamingSpec): VenueStreams {
  const { config, runtime, serverClock, signer, venue, http } = connection;
  const { books, trades, orders, toProduct } = spec;
  const hubs = new Map<SocketHost, StreamHub>();

  const openHub = (host: SocketHost, url: URL): StreamHub => {
    const protocol = spec.createProtocol({
      venue,
      url: url.origin,
      sign: async (channel, products) => {
        const { randomBytes } = runtime;
        const subscription = { channel, products, timestampMs: serverClock.now(), randomBytes };
        return signer?.signSubscription(subscription, { venue, operation: "stream" });
      },
      unauthorized: () => signer?.refused(),
    });
    const hub = createStreamHub(venue, protocol, runtime);
    hubs.set(host, hub);
    return hub;
  };
  const hubOf = (host: SocketHost, call: CallContext): StreamHub => {
    const known = hubs.get(host);
    if (known !== undefined) return known;
    const url = config.socketOrigins[host];
    if (url === undefined)
      throw invalidInput(call, `wsUrls.${host}`, "is needed beside a baseUrl of your own");
    return openHub(host, url);
  };
  /** The pool of one kind of feed, made when it is first needed. */
  const poolOf = <Item>(
    { host, channel }: StreamPlace,
    createFeed: (hub: StreamHub, topic: Topic) => Feed<Item>,
  ): ((call: CallContext) => FeedPool<Item>) => {
    let pool: FeedPool<Item> | undefined;
    return (call) => {
      const hub = hubOf(host, call);
      pool ??= createFeedPool((key) => createFeed(hub, { channel, key }));
      return pool;
    };
  };

  const bookPool =
    "channel" in books
      ? poolOf(books, (hub, topic) => createBookFeed(hub, topic, books))
      : poolOfPolled(books, runtime);
  const tradePool = poolOf(trades, (hub, topic) => createTradeFeed(hub, topic, trades));
  const orderPool = poolOf(orders, (hub, topic) => createOrderFeed({ hub, topic, events: orders, runtime }));

  const { methods, state, end } = createStreamMethods(connection, {
    books: (symbol, call) => ({ key: toProduct(symbol), pool: bookPool(call) }),
    trades: (symbol, call) => ({ key: toProduct(symbol), pool: tradePool(call) }),
    orders: (call) => {
      if (!http.canSign) throw withoutCredentials(call);
      return { key: "", pool: orderPool(call) };
    },
  });
  return {
    methods,
    state,
    close: async () => {
      end();
      await Promise.all([...hubs.values()].map((hub) => hub.close()));
    },
  };
}

function poolOfPolled({ intervalMs, read }: PolledBooks, runtime: ResolvedRuntime): () => FeedPool<BookView> {
  const pool = createFeedPool((product) =>
    createPolledBookFeed({ intervalMs, read: (signal) => read(product, signal), runtime }),
  );
  return () => pool;
}
