import type { VenueErrorKind } from "../../errors/venue-error.ts";
import { readJson, readJsonObject } from "../../values/json.ts";
import { type JsonList, JsonObject } from "../../values/json-object.ts";

/**
 * Tells a value from a refusal, before anything else is concluded from a reply. `text` is the whole body within the cap.
 * A value, or `MalformedReply`, leaves a status that is not 2xx to speak alone; `MalformedReply` makes a 2xx reply malformed.
 * Redirects never come here.
 */
export type Decode = (status: number, headers: Headers, text: string) => Decoded;

export type Decoded = { readonly value: JsonObject | JsonList } | { readonly refusal: Refusal };

/** What a venue says when it refuses a request. Whatever it leaves out follows from the HTTP status. */
export interface Refusal {
  /** The venue's code. A number is given as its digits. */
  readonly code?: string | number | undefined;
  readonly message?: string | undefined;
  /** Default: by the status; `rejected` for a refusal that comes with a 2xx. */
  readonly kind?: VenueErrorKind | undefined;
  /** True when the same request may succeed later, unchanged. Default: by the status; false when `kind` is given. */
  readonly retryable?: boolean | undefined;
  /** Milliseconds to wait. Default: by the headers. */
  readonly retryAfterMs?: number | undefined;
  /** True when the venue documents that such a request was not executed. Default: by the status; false for a 2xx. */
  readonly notCarriedOut?: boolean | undefined;
  /** True when only the signature was refused, such as a stale nonce: the request is signed and sent again, up to three times. */
  readonly signAgain?: boolean | undefined;
}

/** Reads a venue's error body. One that it cannot read (it throws `MalformedReply`) leaves the status to speak alone. */
export type RefusalReader = (status: number, body: JsonObject) => Refusal;

/**
 * The codec of a venue whose replies that are not 2xx are refusals. `findRefusal` finds one in a 2xx reply, where any of
 * them may be one.
 */
export function decodeByStatus(
  readRefusal: RefusalReader,
  findRefusal: (value: JsonObject) => Refusal | undefined = () => undefined,
): Decode {
  return (status, _headers, text) => {
    if (status < 200 || status >= 300) return { refusal: readRefusal(status, readJsonObject(text)) };
    const value = readJson(text);
    const refusal = value instanceof JsonObject ? findRefusal(value) : undefined;
    return refusal === undefined ? { value } : { refusal };
  };
}
