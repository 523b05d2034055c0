import type { VenueError } from "../errors/venue-error.ts";
import type { JsonList, JsonObject } from "../values/json-object.ts";
import type { Effect } from "./attempt.ts";
import type { MeasuredTime } from "./clock/server-clock.ts";
import type { Query } from "./request-url.ts";

/** One request of a venue's REST interface, with the reader of its reply. */
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
  /** The change that the request makes at the venue. When its reply is lost, the outcome is unknown. */
  readonly effect?: Effect;
  readonly headers?: Readonly<Record<string, string>>;
  /** The cost under each named rate limit. Default: one request. */
  readonly weights?: Readonly<Record<string, number>>;
}

/** Reads a reply that is an object. An error that it throws is classified like any other failure of the request. */
export interface ObjectReader<Result> {
  readonly read: (reply: JsonObject, received: Received) => Result;
}

/** Reads a reply that is a bare list. An error that it throws is classified like any other failure of the request. */
export interface ListReader<Result> {
  readonly readList: (reply: JsonList, received: Received) => Result;
}

/** The circumstances of a reply. */
export interface Received {
  /** Epoch milliseconds when the headers arrived. */
  readonly atMs: number;
  /** Milliseconds from sending to the headers. */
  readonly latencyMs: number;
  /** The clock offset by the `Date` header. Undefined without one. */
  readonly venueTime: MeasuredTime | undefined;
  /** The venue's id of the request. Undefined when it gave none. */
  readonly requestId: string | undefined;
  /** The query that was sent. The reader of a page sees there the number of its page. */
  readonly query: Query;
  /** True when an earlier attempt has an unknown outcome. A refusal can then mean that the earlier attempt succeeded. */
  readonly isRepeat: boolean;
  /**
   * Runs the reader of one part of a reply that answers for several orders. Returns the error that it throws, classified as
   * for a whole reply. Returns undefined when it throws none.
   */
  readonly errorOf: (read: () => void) => VenueError | undefined;
}

/** Returns the same request with a reader that also gives the circumstances of the reply. */
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
