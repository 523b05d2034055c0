import type { VenueErrorKind } from "../../errors/venue-error.ts";
import { readJson, readJsonObject } from "../../values/json.ts";
import { type JsonList, JsonObject } from "../../values/json-object.ts";

/**
 * Tells a value from a refusal. It is the first step for every reply except redirects. `text` is the whole body.
 *
 * With a 2xx status, `MalformedReply` makes the reply malformed. With any other status, a value or `MalformedReply` means that
 * the body says nothing: the error follows from the status alone.
 */
export type Decode = (status: number, headers: Headers, text: string) => Decoded;

export type Decoded = { readonly value: JsonObject | JsonList } | { readonly refusal: Refusal };

/** A venue's refusal of a request. Fields that are absent follow from the HTTP status. */
export interface Refusal {
  /** The venue's code. The error carries a number as its digits. */
  readonly code?: string | number | undefined;
  readonly message?: string | undefined;
  /** Default: by the status; `rejected` for a refusal that comes with a 2xx. */
  readonly kind?: VenueErrorKind | undefined;
  /** True when the same request may succeed later. Default: by the status; false when `kind` is given. */
  readonly retryable?: boolean | undefined;
  /** Milliseconds to wait before a retry. Default: by the headers. */
  readonly retryAfterMs?: number | undefined;
  /** True when the venue documents that such a request was not executed. Default: by the status; false for a 2xx. */
  readonly notExecuted?: boolean | undefined;
  /** True when only the signature was refused, as for a stale nonce. The request is signed and sent again, up to three times. */
  readonly signAgain?: boolean | undefined;
}

/** Reads a venue's error body. It throws `MalformedReply` for a body that it cannot read: then the status decides alone. */
export type RefusalReader = (status: number, body: JsonObject) => Refusal;

/**
 * Creates the codec of a venue that refuses with a status other than 2xx. `findRefusal` is for venues that also refuse with a
 * 2xx: it returns the refusal in such a reply, or undefined.
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
