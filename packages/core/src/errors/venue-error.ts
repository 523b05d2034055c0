/**
 * The closed set of failures, named for the action that the caller can take.
 *
 * | kind | meaning |
 * |---|---|
 * | `invalidInput` | an argument or option is wrong; nothing was sent |
 * | `unauthorized` | the key, signature, permission or portfolio is refused |
 * | `notFound` | the venue has no such order or product |
 * | `rejected` | the venue understood and refused; nothing was executed |
 * | `unsupported` | this venue does not have it |
 * | `malformed` | the reply cannot be read |
 * | `rateLimited` | too many requests; see `retryAfterMs` |
 * | `unavailable` | the venue, the network or the signer (code SIGNING_FAILED) is down |
 * | `timeout` | the deadline passed on a call without effect, or before anything was sent |
 * | `outcomeUnknown` | an order, a cancel or an edit was sent, and its result is not known: never send it again blindly |
 * | `aborted` | the caller's signal ended a call without effect, or before anything was sent |
 *
 * After `outcomeUnknown`, find an order by its `clientOrderId` (`getOrders` takes it), and the result of a cancel or an edit
 * by the `orderId`. Reads can lag behind for a moment.
 */
export type VenueErrorKind =
  | "invalidInput"
  | "unauthorized"
  | "notFound"
  | "rejected"
  | "unsupported"
  | "malformed"
  | "rateLimited"
  | "unavailable"
  | "timeout"
  | "outcomeUnknown"
  | "aborted";

/** The part of the request that the venue can have seen: nothing, perhaps some of it, or all of it (it answered). */
export type Sent = "no" | "maybe" | "yes";

export interface VenueErrorFields {
  readonly kind: VenueErrorKind;
  /** The name in `VenueClient.venue`. */
  readonly venue: string;
  /** The method that failed: `placeOrder`, `getBalance`, … */
  readonly operation: string;
  /** One sentence for people. It never holds a credential. */
  readonly reason: string;
  /** A stable word for programs: the venue's own (INSUFFICIENT_FUND) or ours (REDIRECT_REFUSED). */
  readonly code?: string | undefined;
  /** The input field that is wrong, for `invalidInput` and `unsupported`. */
  readonly field?: string | undefined;
  /** The HTTP status, when the venue answered with one. */
  readonly status?: number | undefined;
  /** True when the same call may succeed later, unchanged. Default false. */
  readonly retryable?: boolean | undefined;
  /** Milliseconds to wait, when the venue names them. */
  readonly retryAfterMs?: number | undefined;
  /** Default "no". */
  readonly sent?: Sent | undefined;
  /** The venue's id of the order that the call was about. */
  readonly orderId?: string | undefined;
  readonly clientOrderId?: string | undefined;
  /** The venue's id of the request, for its support desk. */
  readonly requestId?: string | undefined;
}

type Defaults = { readonly [Name in keyof Required<VenueErrorFields>]: VenueErrorFields[Name] | undefined };

/** Every field of an error, with its default. Anything else that a caller passes, such as a deadline, is left out. */
const DEFAULTS: Defaults = {
  kind: undefined,
  venue: undefined,
  operation: undefined,
  reason: undefined,
  code: undefined,
  field: undefined,
  status: undefined,
  retryable: false,
  retryAfterMs: undefined,
  sent: "no",
  orderId: undefined,
  clientOrderId: undefined,
  requestId: undefined,
};

const MARKER = Symbol.for("@cqvx/core/VenueError");

/**
 * The one error of CQVX. Its fields are plain data: no request, header, key, body or transport object is ever attached,
 * not even as `cause`, so an error can be logged as it is.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor sets each field of `VenueErrorFields`.
export class VenueError extends Error {
  override readonly name = "VenueError";

  constructor(fields: VenueErrorFields) {
    const { venue, operation, kind, code, reason } = fields;
    super(`[${venue} ${operation}] ${code === undefined ? kind : `${kind} ${code}`}: ${reason}`);
    Object.assign(this, pickFields(fields));
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Returns this error with some fields changed, for a caller further up that knows them better. */
  with(changes: Partial<VenueErrorFields>): VenueError {
    return new VenueError({ ...pickFields(this), ...changes });
  }

  toJSON(): VenueErrorFields & { readonly name: string; readonly message: string } {
    return { name: this.name, message: this.message, ...pickFields(this) };
  }
}

/** The fields of an error. Those with a default are always there. */
export interface VenueError extends VenueErrorFields {
  readonly retryable: boolean;
  readonly sent: Sent;
}

/** Copies the known fields that are set, or have a default. */
function pickFields(fields: VenueErrorFields): VenueErrorFields {
  const set = Object.entries(DEFAULTS).flatMap(([name, byDefault]) => {
    const value = Reflect.get(fields, name) ?? byDefault;
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(set);
}

/**
 * Returns true when `error` is a `VenueError`, and of this kind when one is given. It also recognises errors of another
 * installed copy of CQVX, which `instanceof` does not.
 */
export function isVenueError<Kind extends VenueErrorKind = VenueErrorKind>(
  error: unknown,
  kind?: Kind,
): error is VenueError & { readonly kind: Kind } {
  if (typeof error !== "object" || error === null || !(MARKER in error)) return false;
  return kind === undefined || ("kind" in error && error.kind === kind);
}
