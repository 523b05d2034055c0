import type { SocketProtocol } from "../../connection/protocol/socket-protocol.ts";
import type { HealthReport, OrderUpdates, Streaming } from "../../contract/venue-client.ts";
import { createStreaming } from "../../feeds/streaming.ts";
import type { StreamsOfVenue } from "../../feeds/venue-streams.ts";
import type { Connection } from "../../http/connection.ts";
import { createLocalStreams } from "../../methods/local-streams.ts";
import { STREAMING_METHODS } from "../../methods/streaming-methods.ts";
import { TEST_LOOK_UP } from "./test-streams.ts";

/** The streaming methods of a client, as `defineVenue` creates them. */
export interface StreamMethods {
  readonly methods: Streaming & OrderUpdates;
  state(): HealthReport["streams"];
  /** Closes the streams as a client does. */
  close(): Promise<void>;
}

export function createStreamMethods(
  connection: Connection,
  sockets: SocketProtocol,
  streams: StreamsOfVenue,
): StreamMethods {
  const { books, trades, orders, close } = createStreaming(
    { connection, sockets, lookUp: TEST_LOOK_UP },
    streams,
  );
  if (books === undefined || trades === undefined || orders === undefined)
    throw new Error("the venue lacks a stream");
  const local = createLocalStreams(connection.runtime.logger);
  const context = { ...connection, streams: local, placeOptions: {} };
  return {
    methods: {
      subscribeOrderBook: STREAMING_METHODS.subscribeOrderBook(context, books),
      subscribeTrades: STREAMING_METHODS.subscribeTrades(context, trades),
      subscribeOrders: STREAMING_METHODS.subscribeOrders(context, orders),
    },
    state: local.state,
    close: () => {
      connection.calls.close();
      local.end();
      return close();
    },
  };
}
