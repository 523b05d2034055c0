import type { CallContext, Order, StreamState, Trade, VenueError } from "@cqvx/core";
import { checkKnownFields, invalidInput, isVenueError } from "@cqvx/core/in-memory";
import type { OrderBookOverrides } from "../../builders/build-order-book.ts";
import { buildTrade } from "../../builders/build-trade.ts";
import type { Overrides } from "../../builders/overrides.ts";
import type { MemoryFeeds } from "../../venue/memory-feeds.ts";
import { ALL_ORDERS } from "../../venue/stream-facts.ts";
import { type MockFeeds, viewOf } from "./mock-feeds.ts";
import type { StreamMemory, StreamName } from "./stream-memory.ts";

/** Which streams of a mock; all where nothing is said. */
export interface StreamSelection {
  readonly stream?: StreamName | undefined;
  /** Of books and trades. */
  readonly symbol?: string | undefined;
}

/** The streams of a mock, driven by hand. What is emitted reaches its subscribers before the call returns. */
export interface StreamControls {
  /** The whole book of a symbol, as it is from now on; also for those who subscribe later. */
  emitOrderBook(book?: OrderBookOverrides): void;
  /** A trade of a symbol, with an id of its own. It is history for those who subscribe later. */
  emitTrade(trade?: Overrides<Trade>): void;
  /** Trades between these two were lost: `onGap` is called, and then `before` is delivered. */
  emitTradeGap(gap: { readonly after: Overrides<Trade>; readonly before: Overrides<Trade> }): void;
  /** An order, as it is from now on. What was emitted of it before, and is not said anew, still holds. */
  emitOrder(order?: Overrides<Order>): void;
  /**
   * `stale`: something was lost, and nothing is delivered until `live`; then what was emitted meanwhile is.
   * `closed`: they end as if the client had closed them.
   */
  emitState(state: StreamState, selection?: StreamSelection): void;
  /** Ends streams for the reason that the error says. They can be subscribed to again. */
  failStreams(error: VenueError, selection?: StreamSelection): void;
  /** Ends streams without an error. */
  endStreams(selection?: StreamSelection): void;
}

type AnyFeeds = Pick<MemoryFeeds<never>, "interrupt" | "resume" | "end">;
type Change = (feeds: AnyFeeds, symbol: string | undefined) => void;

const STREAMS: readonly StreamName[] = ["orderBook", "trades", "orders"];

/** What a state makes of streams. */
const CHANGES: ReadonlyMap<StreamState, Change> = new Map<StreamState, Change>([
  ["stale", (feeds, symbol) => feeds.interrupt(symbol)],
  ["live", (feeds, symbol) => feeds.resume(symbol)],
  ["closed", (feeds, symbol) => feeds.end(undefined, symbol)],
]);

export function createStreamControls(venue: string, memory: StreamMemory, feeds: MockFeeds): StreamControls {
  const change = (selection: StreamSelection, operation: string, apply: Change): void => {
    checkSelection(selection, { venue, operation });
    const { stream, symbol } = selection;
    for (const name of STREAMS) {
      const isOfSymbols = name !== "orders";
      if ((stream ?? name) === name && (isOfSymbols || symbol === undefined)) apply(feeds[name], symbol);
    }
  };
  return {
    emitOrderBook: (overrides = {}) => {
      const book = memory.addBook(overrides);
      feeds.orderBook.push(book.symbol, viewOf(book));
    },
    emitTrade: (overrides = {}) => {
      const trade = memory.addTrade(overrides);
      feeds.trades.push(trade.symbol, { trades: [trade], isHistory: false });
    },
    emitTradeGap: (gap) => {
      const [after, before] = [buildTrade(gap.after), memory.addTrade(gap.before)];
      feeds.trades.push(before.symbol, { trades: [before], isHistory: false, gap: { after, before } });
    },
    emitOrder: (overrides = {}) => feeds.orders.push(ALL_ORDERS, [memory.addOrder(overrides)]),
    emitState: (state, selection = {}) => {
      const operation = "emitState";
      const apply = CHANGES.get(state);
      if (apply === undefined)
        throw invalidInput({ venue, operation }, "state", `must be one of ${[...CHANGES.keys()].join(", ")}`);
      change(selection, operation, apply);
    },
    failStreams: (error, selection = {}) => {
      const operation = "failStreams";
      if (!isVenueError(error)) throw invalidInput({ venue, operation }, "error", "must be a VenueError");
      change(selection, operation, (feed, symbol) => feed.end(error.with({ venue }), symbol));
    },
    endStreams: (selection = {}) =>
      change(selection, "endStreams", (feed, symbol) => feed.end(undefined, symbol)),
  };
}

/** A selection of nothing would pass for one of everything. */
function checkSelection(selection: StreamSelection, call: CallContext): void {
  checkKnownFields(selection, ["stream", "symbol"], "selection", call);
  const { stream, symbol } = selection;
  if (stream !== undefined && !STREAMS.includes(stream))
    throw invalidInput(call, "stream", `must be one of ${STREAMS.join(", ")}`);
  if (stream === "orders" && symbol !== undefined)
    throw invalidInput(call, "symbol", "selects books and trades: there is one stream of orders");
}
