import type { WebSocketLike } from "../../contract/runtime.ts";
import type { StreamLimits } from "../topics/stream-context.ts";

/** Receives the status of a refused handshake, from implementations that report it. */
export type HandshakeRefused = (status: number, retryAfter: string | undefined) => void;

/**
 * Loads a WebSocket for a caller that passed none: isomorphic-ws, which is `ws` on Node and the platform's own class in a
 * browser. It is loaded for the first socket, so that a client that never streams does not pay for it.
 */
export async function loadWebSocket(
  limits: StreamLimits,
  refused: HandshakeRefused,
): Promise<(url: string) => WebSocketLike> {
  const { default: WebSocket } = await import("isomorphic-ws");
  // The class of a browser would read options as the name of a subprotocol.
  if (!canTerminate(WebSocket.prototype)) return (url) => new WebSocket(url);
  const options = {
    // A small frame could expand to a huge one.
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    handshakeTimeout: limits.handshakeMs,
    // `ws` would otherwise wait half a minute for a venue that does not close.
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

/** Returns true for the class of `ws`, which has a `terminate`. Works in every bundle. */
function canTerminate(prototype: object): boolean {
  return "terminate" in prototype;
}
