import type { VenueError } from "../errors/venue-error.ts";
import type { JsonList, JsonObject } from "../values/json-object.ts";
import type { Effect } from "./attempt.ts";
import type { MeasuredTime } from "./clock/server-clock.ts";
import type { Query } from "./query.ts";

/** One request of a venue's REST interface, and the reader of its reply. */
export type HttpRequest<Result> = RequestTerms & (ObjectReader<Result> | ListReader<Result>);

/** The request as it is sent. */
export interface RequestTerms {
  /** Default GET. */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Segments of the path after the venue's base path, each plain text. */
  readonly path: readonly string[];
  readonly query?: Query;
  /** Sent as JSON, serialized once: the signed bytes are the bytes sent. `jsonNumber` writes an exact decimal as a number. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** `signed`, the default, needs credentials; `public` is sent without them. */
  readonly access?: "signed" | "public";
  /** The change that the request makes at the venue. A lost reply to it is an unknown outcome, not a mere failure. */
  readonly effect?: Effect;
  readonly headers?: Readonly<Record<string, string>>;
  /** The cost by the names of the venue's limits, where that is not one request. */
  readonly weights?: Readonly<Record<string, number>>;
}

/** Reads a reply that is an object. Whatever it throws is classified like any other failure of the request. */
export interface ObjectReader<Result> {
  readonly read: (reply: JsonObject, received: Received) => Result;
}

/** Reads a reply that is a bare list. Whatever it throws is classified like any other failure of the request. */
export interface ListReader<Result> {
  readonly readList: (reply: JsonList, received: Received) => Result;
}

/** How a reply came. */
export interface Received {
  /** Epoch milliseconds when the headers arrived. */
  readonly atMs: number;
  /** Milliseconds from sending to the headers. */
  readonly latencyMs: number;
  /** The venue's clock by the `Date` header; undefined without one. */
  readonly venueTime: MeasuredTime | undefined;
  /** The venue's id of the request, where it gave one. */
  readonly requestId: string | undefined;
  /** The query that was sent, so that the reader of a page knows which one it reads. */
  readonly query: Query;
  /** True when an earlier attempt has an unknown outcome: a refusal can then mean that the earlier one succeeded. */
  readonly isRepeat: boolean;
  /**
   * Runs the reader of a part of the reply. Returns the error that it throws, classified as if it were the whole reply;
   * undefined when it throws none. For replies that answer for several orders.
   */
  readonly errorOf: (read: () => void) => VenueError | undefined;
}

/** The same request, giving how the reply came beside what was read of it. */
export function withReceived<Result>(
  request: HttpRequest<Result>,
): HttpRequest<{ readonly result: Result; readonly received: Received }> {
  return "readList" in request
    ? {
        ...request,
        readList: (reply, received) => ({ result: request.readList(reply, received), received }),
      }
    : { ...request, read: (reply, received) => ({ result: request.read(reply, received), received }) };
}
