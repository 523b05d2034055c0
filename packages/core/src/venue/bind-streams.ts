import type { SocketProtocol } from "../connection/protocol/socket-protocol.ts";
import type { Trading } from "../contract/venue-client.ts";
import type { VenueStreams } from "../feeds/streaming.ts";
import type { StreamsOfVenue } from "../feeds/venue-streams.ts";
import type { Connection } from "../http/connection.ts";
import type { ClientOperations } from "../methods/client-operations.ts";
import type { StreamCode } from "../methods/client-streams.ts";

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
  /** They work once `load` has resolved. */
  readonly operations: { readonly [Method in StreamMethod]: ClientOperations[Method] };
  /** Loads the code of the streams, and the protocol of the sockets. */
  load(): Promise<StreamCode>;
  /** Closes the sockets within a second. */
  close(): Promise<void>;
}

/** Binds a venue's streams to a client. Their code is a third of the library, so it is loaded by the first subscription. */
export function bindStreams(
  { connection, sockets, lookUp }: StreamParts,
  { subscribeOrderBook, subscribeTrades, subscribeOrders }: StreamsOfVenue,
): BoundStreams {
  const table = { subscribeOrderBook, subscribeTrades, subscribeOrders };
  let code: StreamCode | undefined;
  let streams: VenueStreams | undefined;
  const sourceOf = <Name extends "books" | "trades" | "orders">(
    name: Name,
  ): NonNullable<VenueStreams[Name]> => {
    const source = streams?.[name];
    if (source === undefined) throw new Error(`the stream of ${name} is not loaded`);
    return source;
  };
  return {
    operations: {
      subscribeOrderBook: subscribeOrderBook && ((symbol, call) => sourceOf("books")(symbol, call)),
      subscribeTrades: subscribeTrades && ((symbol, call) => sourceOf("trades")(symbol, call)),
      subscribeOrders: subscribeOrders && ((call) => sourceOf("orders")(call)),
    },
    load: async () => {
      if (code !== undefined) return code;
      const [loaded, protocol] = await Promise.all([
        import("../streams.ts"),
        sockets && loadProtocol(sockets),
      ]);
      streams ??= loaded.createStreaming({ connection, sockets: protocol, lookUp }, table);
      code = loaded;
      return code;
    },
    close: async () => streams?.close(),
  };
}

/** Loads a protocol, and refuses a value that is none: it would be kept, and fail each subscription for another reason. */
async function loadProtocol(sockets: SocketLoader): Promise<SocketProtocol> {
  const protocol = await sockets();
  if (typeof Object(protocol).createSession !== "function") throw new TypeError("no socket protocol");
  return protocol;
}
