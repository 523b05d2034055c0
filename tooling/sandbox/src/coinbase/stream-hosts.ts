import { createWebSocketClass, type InMemoryWebSocketConstructor } from "../sockets/in-memory-web-socket.ts";
import type { SocketHost } from "../sockets/socket-host.ts";
import type { SocketService } from "../sockets/socket-service.ts";

/** The origins of a venue's sockets. */
export type SocketUrls = Readonly<Record<SocketHost, string>>;

/** Where the sockets of a venue in memory are: nothing listens there. */
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
 * A WebSocket class with a venue in memory behind it, for whoever takes one. It answers at `IN_MEMORY_WS_URLS` and under
 * the names of Coinbase's own hosts, as its `fetch` does.
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
