import type { OrderUpdates, Streaming } from "../contract/venue-client.ts";
import { createConnection } from "../http/connection.ts";
import { createStreaming } from "../stream/streaming.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";
import { createScriptedVenue, createTestProtocol, type ScriptedVenue } from "./scripted-venue.ts";
import { CALL, collectLog, type LogEntry } from "./test-client.ts";
import { TEST_STREAMS } from "./test-streams.ts";

/** The streams of a real client, on a venue in memory. */
export interface StreamingClient extends Streaming, OrderUpdates {
  readonly venue: ScriptedVenue;
  readonly clock: ManualClock;
  readonly logged: readonly LogEntry[];
  /** The venue tells of a bid with this price. */
  bid(price: string): void;
  trade(tradeId: string): void;
  /** The venue tells that an order is filled. */
  fill(orderId: string): void;
  /** As a client does it. */
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
      ownIds: [],
      toSigner: (jwt) => ({ sign: () => ({ "x-key": jwt }), signSubscription: () => ({ jwt }) }),
      readRefusal: () => ({}),
    },
    { credentials: "key-number-1" },
    { clock, logger, random: () => 0.5, WebSocket: venue.sockets.WebSocket },
    CALL,
  );
  const streams = createStreaming(connection, {
    createProtocol: (parts) => createTestProtocol({ url: parts.url }),
    toProduct: (symbol) => symbol,
    ...TEST_STREAMS,
  });
  return {
    ...streams.methods,
    venue,
    clock,
    logged,
    bid: (price) => venue.publish("level2", "BTC-USD", { bid: price }),
    trade: (tradeId) => venue.publish("market_trades", "BTC-USD", { trade: tradeId }),
    fill: (orderId) => venue.publish("user", "", { order: orderId }),
    close: () => {
      connection.calls.close();
      return streams.close();
    },
  };
}
