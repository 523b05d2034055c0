import type { VenueError } from "../errors/venue-error.ts";
import type { SessionEnd } from "./session/stream-session.ts";
import { type StreamContext, streamError } from "./stream-context.ts";

/** Statuses of a handshake that a venue gives for wrong credentials or a missing permission. */
const UNAUTHORIZED_STATUSES: ReadonlySet<number> = new Set([401, 403]);

/** As often in a row, and it will not get better. */
const FINAL = 3;

/** Counts the ends of connections that would only repeat themselves. */
export class RepeatedEnds {
  readonly #context: StreamContext;
  #unauthorized = 0;
  #tooLarge = 0;

  constructor(context: StreamContext) {
    this.#context = context;
  }

  /** The error that ends all topics of the connection, when connecting again would be of no use. */
  count(end: SessionEnd): VenueError | undefined {
    this.#unauthorized = isUnauthorized(end) ? this.#unauthorized + 1 : 0;
    if (end.tooLarge) this.#tooLarge += 1;
    // An attempt that did not even open says nothing about messages.
    else if (end.wasOpen) this.#tooLarge = 0;
    const { code, reason, status } = end;
    if (this.#unauthorized < FINAL && this.#tooLarge < FINAL) return undefined;
    const kind = this.#unauthorized < FINAL ? "malformed" : "unauthorized";
    this.#unauthorized = 0;
    this.#tooLarge = 0;
    return streamError(this.#context, { kind, code, reason, status, sent: "yes" });
  }
}

/**
 * 1008 and the venue's own codes say "not you" on a connection on which nothing was ever granted; on one that had worked
 * they say that something happened since, and it is tried again.
 */
function isUnauthorized({ status, closeCode, wasConfirmed }: SessionEnd): boolean {
  if (status !== undefined) return UNAUTHORIZED_STATUSES.has(status);
  if (closeCode === undefined || wasConfirmed) return false;
  return closeCode === 1008 || closeCode >= 4000;
}
