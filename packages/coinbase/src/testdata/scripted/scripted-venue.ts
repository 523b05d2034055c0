import type { FetchLike } from "@cqvx/core";
import { type Fixture, type Json, readFixture } from "../fixtures/fixtures.ts";

/** One request, seen from the venue. */
export interface VenueRequest {
  readonly method: string;
  /** Host and port. */
  readonly host: string;
  /** The whole path, without the query. */
  readonly path: string;
  /** The query as sent, without its "?". */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** The exact text sent, or "". */
  readonly text: string;
  /** The parsed body, or undefined without one. */
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
}

export type Answer = (request: VenueRequest) => Response | Promise<Response>;

/** Answers by "METHOD /path", without the base path. A list is used in order, then its last answer repeats. */
export type Routes = Readonly<Record<string, Answer | readonly Answer[]>>;

export interface ScriptedVenue {
  readonly fetch: FetchLike;
  /** Every request so far. */
  readonly requests: readonly VenueRequest[];
  /** The requests of one route, such as "GET /accounts". */
  sentTo(route: string): readonly VenueRequest[];
}

const BASE_PATH = "/api/v3/brokerage";

/** Creates a venue that answers from a script and records each request. An unknown route answers 501. */
export function scriptVenue(routes: Routes): ScriptedVenue {
  const requests: VenueRequest[] = [];
  const routeOf = ({ method, path }: VenueRequest): string => `${method} ${path.slice(BASE_PATH.length)}`;
  const sentTo = (route: string): VenueRequest[] => requests.filter((each) => routeOf(each) === route);
  return {
    requests,
    sentTo,
    fetch: async (url, init) => {
      const request = readRequest(new URL(url), init);
      requests.push(request);
      const route = routeOf(request);
      const answers = [Object.hasOwn(routes, route) ? routes[route] : undefined].flat();
      const answer = answers[Math.min(sentTo(route).length, answers.length) - 1];
      return answer === undefined ? new Response(`no answer to ${route}`, { status: 501 }) : answer(request);
    },
  };
}

function readRequest(url: URL, init: RequestInit): VenueRequest {
  const text = typeof init.body === "string" ? init.body : "";
  return {
    method: init.method ?? "GET",
    host: url.host,
    path: url.pathname,
    rawQuery: url.search.slice(1),
    query: url.searchParams,
    headers: new Headers(init.headers),
    text,
    body: text === "" ? undefined : JSON.parse(text),
    signal: init.signal ?? undefined,
  };
}

/** Returns a reply with JSON, or with this text. */
export function reply(
  body: Json | string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return () => new Response(text, { status, headers });
}

/** Returns the reply of a fixture. */
export function replyOf(fixture: string | Fixture): Answer {
  const { input, status } = typeof fixture === "string" ? readFixture(fixture) : fixture;
  return reply(input, status);
}

/** Never replies, and rejects when the request is aborted, as the real fetch does. */
export const silence: Answer = ({ signal }) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason));
  });

/** Breaks the connection after the request was sent. */
export const lost: Answer = () => {
  const cause = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" });
  return Promise.reject(new TypeError("fetch failed", { cause }));
};

/** Sends headers and half of a body, then breaks the connection. */
export const truncated: Answer = () => {
  const body = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{"success":true,"success_res'));
      controller.error(new TypeError("terminated"));
    },
  });
  return new Response(body, { status: 200 });
};
