import type { CallContext, Fills, OrderUpdates, Products, VenueClient } from "@cqvx/core";
import {
  assembleClient,
  type ClientOperations,
  createLocalStreams,
  createMethods,
  type FeedSource,
} from "@cqvx/core/in-memory";
import { createDelayedSource } from "../venue/delayed-source.ts";
import { createLocalParts } from "../venue/local-parts.ts";
import { createPaperReading } from "./connection/paper-reading.ts";
import { createPaperReplies } from "./connection/paper-replies.ts";
import { createPaperStreams } from "./connection/paper-streams.ts";
import { createPaperTrading, ORDER_TYPES } from "./connection/paper-trading.ts";
import { createExchange } from "./exchange/exchange.ts";
import { PAPER_OPTIONS, type PaperOptions, readPaperOptions } from "./options/paper-options.ts";
import { createMarketLevers, type MarketLevers } from "./paper-levers.ts";

/** Controls for failures between the client and the exchange. */
export interface ConnectionLevers {
  /** Cuts the connection of the streams until `resumeStreams`. They are stale, and then live again with the missed items. */
  interruptStreams(): void;
  resumeStreams(): void;
  /** Takes the exchange down until `bringUp`. Calls reject with `unavailable`, code VENUE_DOWN, and streams are stale. */
  takeDown(): void;
  bringUp(): void;
  /** Holds back every reply until `releaseReplies`. Requests are carried out, but calls end only by abort, timeout or close. */
  holdReplies(): void;
  releaseReplies(): void;
}

/** A `VenueClient` of an in-memory exchange with one account, with controls for its market and its connection. */
export interface PaperClient
  extends VenueClient,
    Fills,
    Products,
    OrderUpdates,
    MarketLevers,
    ConnectionLevers {}

/**
 * Creates a client with its own in-memory exchange. Orders, balances and books follow the rules of a real exchange, and
 * other traders act as the test says. Nothing uses the network. While `latencyMs` is 0, the only timers are call timeouts.
 * The same seed and calls give the same results, ids included.
 *
 * @throws VenueError of kind `invalidInput`, naming the wrong option
 */
export function createPaperClient(options: PaperOptions = {}): PaperClient {
  const factory = { venue: "paper", operation: "createPaperClient" };
  const parts = createLocalParts(options, PAPER_OPTIONS, factory);
  const { seed, createRandom, runtime, venue } = parts;
  const settings = readPaperOptions(options, seed, factory);
  const replies = createPaperReplies(parts);
  const exchange = createExchange({
    settings,
    createRandom,
    now: () => runtime.clock.now(),
    tell: (change) => feeds.tell(change),
  });
  const feeds = createPaperStreams({
    read: (symbol, depth) => exchange.orderBook(symbol, depth, { venue, operation: "subscribeOrderBook" }),
    openOrders: exchange.openOrders,
  });
  const sourceFor = <Item>(
    call: CallContext,
    source: FeedSource<Item>,
    symbol?: string,
  ): FeedSource<Item> => {
    replies.checkUp(call);
    if (symbol !== undefined) exchange.checkSymbol(symbol, call);
    return createDelayedSource(source, replies.journey);
  };
  const operations = {
    ...createPaperTrading(parts, exchange, replies),
    ...createPaperReading(parts, exchange, replies),
    subscribeOrderBook: (symbol, call) => sourceFor(call, feeds.books(symbol), symbol),
    subscribeTrades: (symbol, call) => sourceFor(call, feeds.trades(symbol), symbol),
    subscribeOrders: (call) => sourceFor(call, feeds.orders()),
  } satisfies ClientOperations;
  const streams = createLocalStreams(runtime.logger);
  return assembleClient(
    parts,
    { operations, orderTypes: ORDER_TYPES, close: async () => streams.end() },
    {
      ...createMethods({ ...parts, streams, placeOptions: {} }, operations),
      ...createMarketLevers(venue, exchange),
      interruptStreams: () => feeds.interrupt("connection"),
      resumeStreams: () => feeds.resume("connection"),
      takeDown: () => {
        replies.takeDown();
        feeds.interrupt("venue");
      },
      bringUp: () => {
        replies.bringUp();
        feeds.resume("venue");
      },
      holdReplies: replies.hold,
      releaseReplies: replies.release,
    },
  );
}
