import type { Clock } from "../time/clock.ts";
import { dated } from "./date-header.ts";

/** A request as a handler receives it, from a socket or from memory. */
export interface VenueRequest {
  readonly method: string;
  /** The path as sent, still percent-encoded, without the query. */
  readonly path: string;
  /** The query as sent, without "?". */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The client's address, for the limits counted by address. */
  readonly client: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A venue's HTTP side: it returns one reply for each request, without waiting. */
export type Handler = (request: VenueRequest) => Reply;

export function jsonReply(status: number, value: unknown): Reply {
  return textReply(status, JSON.stringify(value), "application/json; charset=utf-8");
}

export function textReply(status: number, body: string, contentType = "text/plain; charset=utf-8"): Reply {
  return { status, headers: { "content-type": contentType }, body };
}

/** Adds the Date header by the venue's clock, unless the reply has one. */
export function withDate(reply: Reply, clock: Clock): Reply {
  return { ...reply, headers: dated(reply.headers, clock) };
}

export function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
