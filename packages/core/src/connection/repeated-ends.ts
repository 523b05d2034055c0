import type { VenueError } from "../errors/venue-error.ts";
import type { SessionEnd } from "./session/stream-session.ts";
import { type StreamContext, streamError } from "./topics/stream-context.ts";

/** HTTP statuses of a handshake with wrong credentials or a missing permission. */
const UNAUTHORIZED_STATUSES: ReadonlySet<number> = new Set([401, 403]);

/** Equal ends in a row after which a new connection would end the same way. */
const MOST_ENDS = 3;

/** Counts the ends of connections that a new connection would only repeat. */
export class RepeatedEnds {
  readonly #context: StreamContext;
  #unauthorized = 0;
  #tooLarge = 0;

  constructor(context: StreamContext) {
    this.#context = context;
  }

  /** Counts an end. Returns the error that ends all topics, once a new connection would be useless. */
  count(end: SessionEnd): VenueError | undefined {
    this.#unauthorized = isUnauthorized(end) ? this.#unauthorized + 1 : 0;
    if (end.tooLarge) this.#tooLarge += 1;
    // A connection that never opened proves nothing about the size of messages.
    else if (end.wasOpen) this.#tooLarge = 0;
    const { code, reason, status } = end;
    if (this.#unauthorized < MOST_ENDS && this.#tooLarge < MOST_ENDS) return undefined;
    const kind = this.#unauthorized < MOST_ENDS ? "malformed" : "unauthorized";
    this.#unauthorized = 0;
    this.#tooLarge = 0;
    return streamError(this.#context, { kind, code, reason, status, sent: "yes" });
  }
}

/**
 * Returns true when the venue refused the client's credentials. Close code 1008 and a venue's own codes mean that only if the
 * connection never had a confirmed topic. On a connection that had worked they mean a new problem, and a retry can help.
 */
function isUnauthorized({ status, closeCode, wasConfirmed }: SessionEnd): boolean {
  if (status !== undefined) return UNAUTHORIZED_STATUSES.has(status);
  if (closeCode === undefined || wasConfirmed) return false;
  return closeCode === 1008 || closeCode >= 4000;
}
