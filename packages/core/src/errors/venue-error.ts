/**
 * The closed set of what can go wrong, named for what the caller can do about it.
 *
 * | kind | meaning |
 * |---|---|
 * | `invalidInput` | an argument or option is wrong; nothing was sent |
 * | `unauthorized` | key, signature, permission or portfolio is refused |
 * | `notFound` | the venue has no such order or product |
 * | `rejected` | the venue understood and refused; nothing was executed |
 * | `unsupported` | this venue does not have it |
 * | `malformed` | the reply cannot be read |
 * | `rateLimited` | too many requests; see `retryAfterMs` |
 * | `unavailable` | the venue or the way to it is down |
 * | `timeout` | the deadline passed on a call without effect, or before anything was sent |
 * | `outcomeUnknown` | an order, a cancel or an edit was sent and its fate is not known: never send it again blindly. An order is found by its `clientOrderId` (`getOrders` takes those), what became of a cancel or an edit by the `orderId`, once reads do not lag behind any more |
 * | `aborted` | the caller's signal, on a call without effect or before anything was sent |
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

/** What the venue can have seen of the request: nothing, perhaps something, or all of it (it answered). */
export type Sent = "no" | "maybe" | "yes";

export interface VenueErrorFields {
  readonly kind: VenueErrorKind;
  /** As in `VenueClient.venue`. */
  readonly venue: string;
  /** The method that failed: `placeOrder`, `getBalance`, … */
  readonly operation: string;
  /** One sentence for people; it never holds a credential. */
  readonly reason: string;
  /** A stable word for programs: the venue's own (INSUFFICIENT_FUND) or ours (REDIRECT_REFUSED). */
  readonly code?: string | undefined;
  /** The field of the input that is wrong, for `invalidInput` and `unsupported`. */
  readonly field?: string | undefined;
  /** HTTP status, where the venue answered with one. */
  readonly status?: number | undefined;
  /** Whether the same call may succeed later, unchanged. Default false. */
  readonly retryable?: boolean | undefined;
  /** Milliseconds to wait, where the venue said so. */
  readonly retryAfterMs?: number | undefined;
  /** Default "no". */
  readonly sent?: Sent | undefined;
  /** The venue's id of the order that the call was about. */
  readonly orderId?: string | undefined;
  readonly clientOrderId?: string | undefined;
  /** The venue's id of the request, for its support desk. */
  readonly requestId?: string | undefined;
}

const MARKER = Symbol.for("@cqvx/core/VenueError");

/**
 * The one error of CQVX. Its fields are plain data: no request, header, key, body or transport object is ever attached,
 * not even as `cause`, so an error can be logged as it is.
 */
export class VenueError extends Error {
  override readonly name = "VenueError";
  readonly kind: VenueErrorKind;
  readonly venue: string;
  readonly operation: string;
  readonly reason: string;
  declare readonly code?: string;
  declare readonly field?: string;
  declare readonly status?: number;
  readonly retryable: boolean;
  declare readonly retryAfterMs?: number;
  readonly sent: Sent;
  declare readonly orderId?: string;
  declare readonly clientOrderId?: string;
  declare readonly requestId?: string;

  constructor(fields: VenueErrorFields) {
    const word = fields.code === undefined ? fields.kind : `${fields.kind} ${fields.code}`;
    super(`[${fields.venue} ${fields.operation}] ${word}: ${fields.reason}`);
    this.kind = fields.kind;
    this.venue = fields.venue;
    this.operation = fields.operation;
    this.reason = fields.reason;
    this.retryable = fields.retryable ?? false;
    this.sent = fields.sent ?? "no";
    Object.defineProperty(this, MARKER, { value: true });
    if (fields.code !== undefined) this.code = fields.code;
    if (fields.field !== undefined) this.field = fields.field;
    if (fields.status !== undefined) this.status = fields.status;
    if (fields.retryAfterMs !== undefined) this.retryAfterMs = fields.retryAfterMs;
    if (fields.orderId !== undefined) this.orderId = fields.orderId;
    if (fields.clientOrderId !== undefined) this.clientOrderId = fields.clientOrderId;
    if (fields.requestId !== undefined) this.requestId = fields.requestId;
  }

  /** This error with some fields changed, as a caller further up knows them better. */
  with(changes: Partial<VenueErrorFields>): VenueError {
    return new VenueError({ ...this.fields(), ...changes });
  }

  toJSON(): VenueErrorFields & { readonly name: string; readonly message: string } {
    return { name: this.name, message: this.message, ...this.fields() };
  }

  private fields(): VenueErrorFields {
    return {
      kind: this.kind,
      venue: this.venue,
      operation: this.operation,
      reason: this.reason,
      code: this.code,
      field: this.field,
      status: this.status,
      retryable: this.retryable,
      retryAfterMs: this.retryAfterMs,
      sent: this.sent,
      orderId: this.orderId,
      clientOrderId: this.clientOrderId,
      requestId: this.requestId,
    };
  }
}

/**
 * Whether `error` is a `VenueError`, and of this kind when one is given. It recognises errors of another installed copy
 * of CQVX too, which `instanceof` does not.
 */
export function isVenueError<Kind extends VenueErrorKind = VenueErrorKind>(
  error: unknown,
  kind?: Kind,
): error is VenueError & { readonly kind: Kind } {
  if (typeof error !== "object" || error === null || !(MARKER in error)) return false;
  return kind === undefined || ("kind" in error && error.kind === kind);
}
