import type { SocketProtocol } from "../connection/protocol/socket-protocol.ts";
import type { Trading } from "../contract/venue-client.ts";
import type { VenueStreams } from "../feeds/streaming.ts";
import type { StreamsOfVenue } from "../feeds/venue-streams.ts";
import type { Connection } from "../http/connection.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { ClientOperations } from "../methods/client-operations.ts";
import { loadWithin } from "../methods/client-streams.ts";
import { loadStreams } from "./load-streams.ts";

/** The parts of a client that its streams use. */
export interface StreamParts {
  readonly connection: Connection;
  /** Gives the protocol of the venue's sockets. Undefined for a venue without sockets. */
  readonly sockets: SocketLoader | undefined;
  /** The methods of the client, by which streams find the orders that an interruption hid. */
  readonly lookUp: Pick<Trading, "getOrder" | "getOrders">;
}

/** Gives the protocol of a venue's sockets when the first subscription needs it. */
export type SocketLoader = () => SocketProtocol | Promise<SocketProtocol>;

type StreamMethod = "subscribeOrderBook" | "subscribeTrades" | "subscribeOrders";

/** The stream operations of a client, one for each stream that its venue has. */
export interface BoundStreams {
  readonly operations: { readonly [Method in StreamMethod]: ClientOperations[Method] };
  /** Closes the sockets within a second. */
  close(): Promise<void>;
}

/** Binds a venue's streams to a client. The first subscription loads their code and opens the first socket. */
export function bindStreams(
  { connection, sockets, lookUp }: StreamParts,
  { subscribeOrderBook, subscribeTrades, subscribeOrders }: StreamsOfVenue,
): BoundStreams {
  const table = { subscribeOrderBook, subscribeTrades, subscribeOrders };
  let streams: VenueStreams | undefined;
  const load = async <Name extends "books" | "trades" | "orders">(
    name: Name,
    call: VenueCall,
  ): Promise<NonNullable<VenueStreams[Name]>> => {
    const [code, protocol] = await loadWithin(call, () => Promise.all([loadStreams(), sockets?.()]));
    streams ??= code.createStreaming({ connection, sockets: protocol, lookUp }, table);
    const source = streams[name];
    if (source === undefined) throw new Error(`the venue has no stream of ${name}`);
    return source;
  };
  return {
    operations: {
      subscribeOrderBook:
        subscribeOrderBook && (async (symbol, call) => (await load("books", call))(symbol, call)),
      subscribeTrades:
        subscribeTrades && (async (symbol, call) => (await load("trades", call))(symbol, call)),
      subscribeOrders: subscribeOrders && (async (call) => (await load("orders", call))(call)),
    },
    close: async () => streams?.close(),
  };
}
