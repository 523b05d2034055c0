import type { CallContext, Order, StreamState, Trade, VenueError } from "@cqvx/core";
import { checkKnownFields, invalidInput, isVenueError } from "@cqvx/core/in-memory";
import type { OrderBookOverrides } from "../../builders/build-order-book.ts";
import { buildTrade } from "../../builders/build-trade.ts";
import type { Overrides } from "../../builders/overrides.ts";
import type { MemoryFeeds } from "../../venue/memory-feeds.ts";
import { ALL_ORDERS } from "../../venue/stream-facts.ts";
import { type MockFeeds, viewOf } from "./mock-feeds.ts";
import type { StreamMemory, StreamName } from "./stream-memory.ts";

/** A selection of the streams of a mock. Empty: all streams. */
export interface StreamSelection {
  readonly stream?: StreamName | undefined;
  /** Selects streams of books and trades. */
  readonly symbol?: string | undefined;
}

/** The controls of a mock's streams. An emitted item reaches its subscribers before the call returns. */
export interface StreamControls {
  /** Emits the whole book of a symbol. Later subscribers receive it too. */
  emitOrderBook(book?: OrderBookOverrides): void;
  /** Emits a trade of a symbol, with a new id. Later subscribers receive it as history. */
  emitTrade(trade?: Overrides<Trade>): void;
  /** Emits a loss of the trades between two trades. Calls `onGap`, and then delivers `before`. */
  emitTradeGap(gap: { readonly after: Overrides<Trade>; readonly before: Overrides<Trade> }): void;
  /** Emits the new state of an order. Fields that are not given keep their last emitted value. */
  emitOrder(order?: Overrides<Order>): void;
  /**
   * Sets the state of streams. `stale`: nothing is delivered until `live`; then the items that were emitted in the meantime
   * are. `closed`: streams end as if the client had closed them.
   */
  emitState(state: StreamState, selection?: StreamSelection): void;
  /** Ends streams with an error. New subscriptions are possible. */
  failStreams(error: VenueError, selection?: StreamSelection): void;
  /** Ends streams without an error. */
  endStreams(selection?: StreamSelection): void;
}

type AnyFeeds = Pick<MemoryFeeds<never>, "interrupt" | "resume" | "end">;
type Change = (feeds: AnyFeeds, symbol: string | undefined) => void;

const STREAMS: readonly StreamName[] = ["orderBook", "trades", "orders"];

/** The change to the feeds for each state. */
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

/** Checks a selection. A wrong field must not pass, because an empty selection means all streams. */
function checkSelection(selection: StreamSelection, call: CallContext): void {
  checkKnownFields(selection, ["stream", "symbol"], "selection", call);
  const { stream, symbol } = selection;
  if (stream !== undefined && !STREAMS.includes(stream))
    throw invalidInput(call, "stream", `must be one of ${STREAMS.join(", ")}`);
  if (stream === "orders" && symbol !== undefined)
    throw invalidInput(call, "symbol", "selects books and trades: orders have one stream for all symbols");
}
