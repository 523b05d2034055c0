import type { WebSocketEventLike } from "../../contract/runtime.ts";
import { readTransportFailure } from "../../http/reply/transport-failure.ts";
import type { Loss } from "../topic-sink.ts";

/** Why a socket is over, with what decides how to go on. */
export interface SocketEnd extends Loss {
  /** HTTP status of a handshake that was refused, where the implementation tells it. */
  readonly status?: number | undefined;
  /** What the venue asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly closeCode?: number | undefined;
  readonly tooLarge?: boolean | undefined;
}

export const TOO_LARGE: SocketEnd = {
  code: "MESSAGE_TOO_LARGE",
  reason: "a message was larger than a connection takes",
  tooLarge: true,
};

export const NOT_TEXT: SocketEnd = { code: "MALFORMED", reason: "a message was not text" };

/** The words of such an error may quote the URL. */
export const NOT_CONNECTED: SocketEnd = { code: "CONNECTION_FAILED", reason: "no connection could be made" };

export const HANDSHAKE_TIMEOUT: SocketEnd = {
  code: "HANDSHAKE_TIMEOUT",
  reason: "the handshake was not answered in time",
};

export const SEND_FAILED: SocketEnd = {
  code: "SEND_FAILED",
  reason: "nothing could be sent on the connection",
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

/** What `ws` calls a message above its limit. */
const TOO_LARGE_ERROR = "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";

/** Only the code of an error is read: browsers tell nothing more, and others may quote the URL. */
export function endOfError(event: WebSocketEventLike): SocketEnd {
  const code = "error" in event ? readTransportFailure(event.error).code : undefined;
  if (code === TOO_LARGE_ERROR) return TOO_LARGE;
  return { code: code ?? "CONNECTION_FAILED", reason: "the connection failed" };
}
