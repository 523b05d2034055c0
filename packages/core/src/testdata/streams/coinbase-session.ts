import { expect } from "vitest";
import {
  type CoinbaseSocketFacts,
  createCoinbaseSockets,
} from "../../connection/protocol/coinbase-sockets.ts";
import type {
  SessionParts,
  SocketSession,
  StreamMessage,
} from "../../connection/protocol/socket-protocol.ts";

/** The channels are those of https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-channels */
const FACTS: CoinbaseSocketFacts = {
  channels: {
    heartbeats: {},
    level2: { sentAs: "l2_data", product: { field: "product_id" } },
    market_trades: { product: { field: "product_id", list: "trades" } },
    user: { isPrivate: true },
  },
  heartbeats: "heartbeats",
  refusals: { "authentication failure": "unauthorized", "rate limit": "rateLimited" },
};

export function createSession(parts: Partial<SessionParts> = {}): SocketSession {
  return createCoinbaseSockets(FACTS).createSession({
    venue: "testvenue",
    host: "market",
    sign: async () => undefined,
    ...parts,
  });
}

/** Reads a frame with one message. */
export function readText(text: string, session: SocketSession = createSession()): StreamMessage {
  const [message, ...others] = session.read(text);
  expect(others).toEqual([]);
  if (message === undefined) throw new Error("the frame has no message");
  return message;
}

export const read = (message: unknown, session: SocketSession = createSession()): StreamMessage =>
  readText(JSON.stringify(message), session);

export function level2(products: readonly string[], fields: object = {}): object {
  const events = products.map((product_id) => ({ type: "update", product_id, updates: [] }));
  return {
    channel: "l2_data",
    timestamp: "2026-01-02T03:04:05.123456789Z",
    sequence_num: 3,
    events,
    ...fields,
  };
}

export const trades = (...products: readonly string[]): object => ({
  type: "update",
  trades: products.map((product_id, index) => ({ trade_id: String(index), product_id })),
});
