// The code of the streams is loaded before the first test, since manual clocks do not wait for files.
import "@cqvx/core/streams";
import "../../sockets.ts";
import { createManualClock, type ManualClock } from "@cqvx/sandbox";
import { onTestFinished } from "vitest";
import type { CoinbaseClient } from "../../client.ts";
import type { CoinbaseConfig } from "../../config.ts";
import type { Json, JsonFields } from "../fixtures/fixtures.ts";
import { type ScriptedStreams, type StreamAnswer, scriptStreams } from "./scripted-streams.ts";
import type { Routes } from "./scripted-venue.ts";
import { createTestClient } from "./test-client.ts";

export interface StreamingClient {
  readonly client: CoinbaseClient;
  readonly clock: ManualClock;
  readonly streams: ScriptedStreams;
  readonly logged: readonly string[];
}

/** Creates a client whose sockets follow a script. By default it has no credentials. */
export function connectStreaming(
  answer?: StreamAnswer,
  config: CoinbaseConfig = {},
  routes: Routes = {},
): StreamingClient {
  const streams = scriptStreams(answer);
  const clock = createManualClock();
  const runtime = { WebSocket: streams.WebSocket, clock, random: () => 0.5 };
  const { client, logged } = createTestClient(routes, config, runtime);
  return { client, clock, streams, logged };
}

/** Builds changed levels from rows of side, price and new quantity. */
export function levels(...rows: readonly (readonly [string, string, string])[]): Json {
  return rows.map(([side, price_level, new_quantity]) => ({
    side,
    event_time: "1970-01-01T00:00:00Z",
    price_level,
    new_quantity,
  }));
}

export function bookEvent(type: string, product_id: string, updates: Json): JsonFields {
  return { type, product_id, updates };
}

/** The levels of a book's first snapshot from `serve`. */
export const SNAPSHOT: Json = levels(["bid", "187.41", "2.50"], ["offer", "187.43", "0.75"]);

/** Confirms a subscription and sends its first snapshot: a small book for each product, no trades, no orders. */
export const serve: StreamAnswer = (socket, { type, channel, product_ids = [] }) => {
  socket.acknowledge();
  if (type !== "subscribe") return;
  for (const product of product_ids) {
    if (channel === "level2") socket.send("l2_data", [bookEvent("snapshot", product, SNAPSHOT)]);
    if (channel === "market_trades") socket.send("market_trades", [{ type: "snapshot", trades: [] }]);
  }
  if (channel === "user") socket.send("user", [{ type: "snapshot", orders: [] }]);
};

export function ignore(): void {}

/** Creates a client as `connectStreaming` does, and closes it when the running test ends. */
export function connect(...script: Parameters<typeof connectStreaming>): StreamingClient {
  const connected = connectStreaming(...script);
  onTestFinished(() => connected.client.close());
  return connected;
}
