import type { Clock } from "../time/clock.ts";
import { dated } from "./date-header.ts";

/** A request as a handler sees it, whether it came by a socket or from memory. */
export interface VenueRequest {
  readonly method: string;
  /** The path as sent, still percent-encoded, without the query. */
  readonly path: string;
  /** The query as sent, without "?". */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Who sent it, for limits counted by address. */
  readonly client: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A venue: one reply for each request, decided at once. */
export type Handler = (request: VenueRequest) => Reply;

export function jsonReply(status: number, value: unknown): Reply {
  return textReply(status, JSON.stringify(value), "application/json; charset=utf-8");
}

export function textReply(status: number, body: string, contentType = "text/plain; charset=utf-8"): Reply {
  return { status, headers: { "content-type": contentType }, body };
}

/** Says when it is answered, by the venue's own clock, unless it says so itself. */
export function withDate(reply: Reply, clock: Clock): Reply {
  return { ...reply, headers: dated(reply.headers, clock) };
}

export function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
