import type { OrderUpdates, Streaming } from "../../contract/venue-client.ts";
import { createConnection } from "../../http/connection.ts";
import { decodeByStatus } from "../../http/reply/decode.ts";
import { CALL, collectLog, type LogEntry } from "../clients/test-client.ts";
import { createManualClock, type ManualClock } from "../clocks/manual-clock.ts";
import { createScriptedVenue, createTestProtocol, type ScriptedVenue } from "./scripted-venue.ts";
import { createStreamMethods } from "./stream-methods.ts";
import { TEST_STREAMS } from "./test-streams.ts";

/** The streaming methods of a client, connected to a venue in memory. */
export interface StreamingClient extends Streaming, OrderUpdates {
  readonly venue: ScriptedVenue;
  readonly clock: ManualClock;
  readonly logged: readonly LogEntry[];
  /** Publishes a bid with this price. */
  bid(price: string): void;
  trade(tradeId: string): void;
  /** Publishes that an order is filled. */
  fill(orderId: string): void;
  /** Closes the streams as a client does. */
  close(): Promise<void>;
}

export function createStreamingClient(): StreamingClient {
  const venue = createScriptedVenue();
  const clock = createManualClock();
  const { logger, logged } = collectLog();
  const url = "wss://stream.testvenue.example";
  const connection = createConnection(
    {
      venue: "testvenue",
      defaultBaseUrl: "https://api.testvenue.example",
      defaultWsUrls: { market: url, user: url },
      basePath: [],
      toSigner: (jwt) => ({ sign: () => ({ "x-key": jwt }), signFrame: () => ({ jwt }) }),
      decode: decodeByStatus(() => ({})),
    },
    { credentials: "key-number-1" },
    { clock, logger, random: () => 0.5, WebSocket: venue.sockets.WebSocket },
    CALL,
  );
  const { methods, close } = createStreamMethods(connection, createTestProtocol(), TEST_STREAMS);
  return {
    ...methods,
    venue,
    clock,
    logged,
    bid: (price) => venue.publish("level2", "BTC-USD", { bid: price }),
    trade: (tradeId) => venue.publish("market_trades", "BTC-USD", { trade: tradeId }),
    fill: (orderId) => venue.publish("user", "", { order: orderId }),
    close,
  };
}
