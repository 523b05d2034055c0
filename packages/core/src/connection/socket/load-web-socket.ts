import type { WebSocketLike } from "../../contract/runtime.ts";
import type { StreamLimits } from "../stream-limits.ts";

/** Told when a handshake is refused, by implementations that say how. */
export type HandshakeRefused = (status: number, retryAfter: string | undefined) => void;

/**
 * How to connect without a WebSocket class of the caller's: by isomorphic-ws, which is `ws` on Node and the platform's own
 * in a browser. Loaded for the first socket, as a client that never streams should not pay for it.
 */
export async function loadWebSocket(
  limits: StreamLimits,
  refused: HandshakeRefused,
): Promise<(url: string) => WebSocketLike> {
  const { default: WebSocket } = await import("isomorphic-ws");
  // The class of a browser would take options for the name of a protocol.
  if (!canTerminate(WebSocket.prototype)) return (url) => new WebSocket(url);
  const options = {
    // A small frame could expand to a huge one.
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    handshakeTimeout: limits.handshakeMs,
    // For a venue that says goodbye and stays: half a minute otherwise.
    closeTimeout: limits.closeMs,
    followRedirects: false,
  };
  return (url) => {
    const socket = new WebSocket(url, options);
    socket.on("unexpected-response", (_request, response) =>
      refused(response.statusCode ?? 0, response.headers["retry-after"]),
    );
    return socket;
  };
}

/** What tells `ws` from the standard class, however it was bundled. */
function canTerminate(prototype: object): boolean {
  return "terminate" in prototype;
}
