import { createWebSocketClass, type InMemoryWebSocketConstructor } from "../sockets/in-memory-web-socket.ts";
import type { SocketHost } from "../sockets/socket-host.ts";
import type { SocketService } from "../sockets/socket-service.ts";

/** The origins of a venue's sockets. */
export type SocketUrls = Readonly<Record<SocketHost, string>>;

/** The WebSocket origins of a venue in memory. Nothing listens there. */
export const IN_MEMORY_WS_URLS: SocketUrls = {
  market: "ws://127.0.0.1:8001",
  user: "ws://127.0.0.1:8002",
};

/** https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-overview */
const COINBASE_HOSTS: Readonly<Record<string, SocketHost>> = {
  "advanced-trade-ws.coinbase.com": "market",
  "advanced-trade-ws-user.coinbase.com": "user",
};

/**
 * Creates a WebSocket class that connects to a venue in memory, for clients that accept such a class. It answers at
 * `IN_MEMORY_WS_URLS` and at the names of Coinbase's own hosts, as the venue's `fetch` does.
 */
export function createInMemoryWebSocket({
  sockets,
}: {
  readonly sockets: SocketService;
}): InMemoryWebSocketConstructor {
  return createWebSocketClass(sockets, hostOf);
}

function hostOf({ protocol, host }: URL): SocketHost {
  if (protocol === "wss:" && Object.hasOwn(COINBASE_HOSTS, host)) return COINBASE_HOSTS[host] ?? "market";
  if (`${protocol}//${host}` === IN_MEMORY_WS_URLS.market) return "market";
  if (`${protocol}//${host}` === IN_MEMORY_WS_URLS.user) return "user";
  throw new RangeError(`the sandbox has no sockets at ${protocol}//${host}`);
}
