import type { OrderChanges } from "../contract/amend.ts";
import type { CallOptions } from "../contract/call-options.ts";
import type { Order } from "../cqc/messages.ts";
import { isVenueError, VenueError } from "../errors/venue-error.ts";
import type { Connection } from "../http/connection.ts";
import { readPages } from "../http/read-pages.ts";
import { createTurns } from "../http/signing/take-turns.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { TimeRequest } from "../http/venue-http.ts";
import type { ClientOperations } from "../methods/client-operations.ts";
import { sumBalances } from "../normalize/sum-balances.ts";
import { cancelOrder } from "../order-changes/cancel-order.ts";
import { editOrder } from "../order-changes/edit-order.ts";
import { createUnconfirmedEdits } from "../order-changes/unconfirmed-edits.ts";
import { withPresent } from "../values/with-present.ts";
import { type BoundStreams, bindStreams, type StreamParts } from "./bind-streams.ts";
import { examineHealth } from "./examine-health.ts";
import { listFills, listOrders } from "./list-newest.ts";
import { readStreamedBook } from "./read-streamed-book.ts";
import { type Answer, answerOf, type VenueOperations } from "./venue-operations.ts";

/** The parts of a client that the operations of its venue are bound to. */
export interface VenueParts extends StreamParts {
  readonly time: TimeRequest | undefined;
}

/** The operations of a client, with the code and the end of its streams. */
export interface BoundVenue<PlaceOptions extends CallOptions> {
  readonly operations: ClientOperations<PlaceOptions>;
  readonly streams: Pick<BoundStreams, "load" | "close">;
}

/** Turns the operations of a venue, which name requests and streams, into the operations of a client. */
export function bindVenue<PlaceOptions extends CallOptions>(
  parts: VenueParts,
  venue: VenueOperations<PlaceOptions>,
): BoundVenue<PlaceOptions> {
  const { connection, time } = parts;
  const { http } = connection;
  const streams = bindStreams(parts, venue);
  const answer: Answering = (call, asked) => answerOf(http, call, asked);

  const { placeOrder, cancelOrder: cancel, getOrder, getOrders, getBalance, getOrderBook } = venue;
  const { health, getFills, getProducts, previewOrder } = venue;
  const readOrder =
    getOrder &&
    (async (orderId: string, call: VenueCall) => {
      const order = await answer(call, getOrder(orderId, call));
      if (order.orderId !== orderId) throw foreignOrder(call);
      return order;
    });
  const operations: Optional<ClientOperations<PlaceOptions>> = {
    placeOrder:
      placeOrder &&
      (async (order, call, options) => orInDoubt(call, answer(call, placeOrder(order, call, options)))),
    cancelOrder:
      cancel &&
      ((orderId, call) =>
        cancelOrder(connection, call, {
          ask: async () => orInDoubt(call, answer(call, cancel(orderId, call))),
          readOrder: readOrder && ((look) => readOrder(orderId, look)),
        })),
    getOrder: readOrder,
    getOrders: getOrders && (async (filter, call) => listOrders(http, call, filter, getOrders(filter, call))),
    getBalance:
      getBalance &&
      (async (includeZero, call) => sumBalances(await readPages(http, call, getBalance(call)), includeZero)),
    getOrderBook: bindBook(parts, answer, getOrderBook, streams),
    health: health && (async (call) => examineHealth(connection, call, time, health(call))),
    getFills: getFills && (async (filter, call) => listFills(http, call, filter, getFills(filter, call))),
    getProducts:
      getProducts &&
      (async (symbols, call) =>
        readPages(http, call, getProducts(symbols, call), {
          isWanted: ({ symbol }) => symbols?.includes(symbol) ?? true,
          idOf: ({ symbol }) => symbol,
        })),
    editOrder: readOrder && bindEdit(connection, answer, venue, readOrder),
    previewOrder:
      previewOrder && (async (order, call, options) => answer(call, previewOrder(order, call, options))),
    ...streams.operations,
  };
  return {
    streams,
    operations: withPresent<ClientOperations<PlaceOptions>>({}, operations),
  };
}

function foreignOrder(call: VenueCall): VenueError {
  const reason = "the reply is about another order";
  return new VenueError({ ...call, kind: "malformed", code: "WRONG_ORDER", reason, sent: "yes" });
}

/** Turns an unexpected error of an operation into `outcomeUnknown`: the operation may have sent something already. */
async function orInDoubt<Message>(call: VenueCall, work: Promise<Message>): Promise<Message> {
  try {
    return await work;
  } catch (error) {
    if (isVenueError(error)) throw error;
    const reason = "the outcome is unknown: CQVX failed";
    throw new VenueError({ ...call, kind: "outcomeUnknown", code: "INTERNAL", reason, sent: "maybe" });
  }
}

type Optional<Type> = { readonly [Field in keyof Type]: Type[Field] | undefined };

/** Sends a request, or waits for the answer of a venue that sends several. */
type Answering = <Message>(call: VenueCall, asked: Answer<Message>) => Promise<Message>;

function bindBook(
  { connection }: Pick<VenueParts, "connection">,
  answer: Answering,
  operation: VenueOperations["getOrderBook"],
  { load, operations: { subscribeOrderBook: books } }: BoundStreams,
): ClientOperations["getOrderBook"] {
  if (operation === undefined) return undefined;
  if (operation !== "streamed")
    return async (symbol, depth, call) => answer(call, operation(symbol, depth, call));
  if (books === undefined) return undefined;
  const { runtime } = connection;
  return (symbol, depth, call) => readStreamedBook({ runtime, loadCode: load, books }, symbol, depth, call);
}

function bindEdit(
  connection: Connection,
  answer: Answering,
  { editOrder: edit, isBeingEdited = () => false }: Pick<VenueOperations, "editOrder" | "isBeingEdited">,
  getOrder: (orderId: string, call: VenueCall) => Promise<Order>,
): ClientOperations["editOrder"] {
  if (edit === undefined) return undefined;
  // Two edits at once would each send the other's old terms.
  const turns = createTurns();
  const context = {
    connection,
    unconfirmed: createUnconfirmedEdits(connection.runtime.clock),
    venue: {
      getOrder,
      isBeingEdited,
      sendEdit: async (orderId: string, terms: OrderChanges, call: VenueCall) =>
        orInDoubt(call, answer(call, edit(orderId, terms, call))),
    },
  };
  return (orderId, changes, call) =>
    turns.take(orderId, call, () => editOrder(context, call, orderId, changes));
}
