import type { WebSocketEventLike } from "../../contract/runtime.ts";
import { readTransportFailure } from "../../http/reply/transport-failure.ts";
import type { Loss } from "../topics/topic-sink.ts";

/** The reason why a socket ended, with the facts for the next connection. */
export interface SocketEnd extends Loss {
  /** The HTTP status of a refused handshake, if the implementation reports it. */
  readonly status?: number | undefined;
  /** The venue's `Retry-After`, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly closeCode?: number | undefined;
  readonly tooLarge?: boolean | undefined;
}

export const TOO_LARGE: SocketEnd = {
  code: "MESSAGE_TOO_LARGE",
  reason: "a message exceeded the size limit",
  tooLarge: true,
};

export const NOT_TEXT: SocketEnd = { code: "MALFORMED", reason: "a message was not text" };

/** The end of a socket that could not be created. It has a fixed reason, because the error's message may quote the URL. */
export const NOT_CONNECTED: SocketEnd = { code: "CONNECTION_FAILED", reason: "no connection could be made" };

export const HANDSHAKE_TIMEOUT: SocketEnd = {
  code: "HANDSHAKE_TIMEOUT",
  reason: "the handshake timed out",
};

export const SEND_FAILED: SocketEnd = {
  code: "SEND_FAILED",
  reason: "a frame could not be sent",
};

export function endOfHandshake(status: number, retryAfterMs: number | undefined): SocketEnd {
  return {
    code: `HANDSHAKE_${status}`,
    reason: `the handshake was refused with HTTP ${status}`,
    status,
    retryAfterMs,
  };
}

/** The close code for a message that is too large. */
const TOO_LARGE_CODE = 1009;

export function endOfClose(closeCode: number | undefined): SocketEnd {
  if (closeCode === TOO_LARGE_CODE) return { ...TOO_LARGE, closeCode };
  return {
    code: "CLOSED",
    reason: `the connection was closed with code ${closeCode ?? "unknown"}`,
    closeCode,
  };
}

/** The code that `ws` gives to a message above its limit. */
const TOO_LARGE_ERROR = "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";

/** Reads only the code of an error. Browsers report nothing more, and other messages may quote the URL. */
export function endOfError(event: WebSocketEventLike): SocketEnd {
  const code = "error" in event ? readTransportFailure(event.error).code : undefined;
  if (code === TOO_LARGE_ERROR) return TOO_LARGE;
  return { code: code ?? "CONNECTION_FAILED", reason: "the connection failed" };
}
