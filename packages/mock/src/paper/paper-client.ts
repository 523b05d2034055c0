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

/** What goes wrong between the client and the exchange. */
export interface ConnectionLevers {
  /** Streams lose their connection until `resumeStreams`: stale, and then live again with what was missed. */
  interruptStreams(): void;
  resumeStreams(): void;
  /** Until `bringUp` what comes to the exchange is `unavailable`, code VENUE_DOWN, and streams are stale. */
  takeDown(): void;
  bringUp(): void;
  /** Until `releaseReplies` calls end by abort, timeout or close only; what they ask for is carried out all the same. */
  holdReplies(): void;
  releaseReplies(): void;
}

/** An exchange in memory with one account, behind the interface of every venue, and the levers to drive it. */
export interface PaperClient
  extends VenueClient,
    Fills,
    Products,
    OrderUpdates,
    MarketLevers,
    ConnectionLevers {}

/**
 * A client of an exchange of its own, which keeps orders, balances and books by the rules of a real one, with other traders
 * that do what the test says. No network; no timers, but for a call's timeout, while `latencyMs` is 0. The same seed and
 * calls give the same results, ids included.
 *
 * @throws VenueError of kind `invalidInput`, naming the option that is wrong
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
