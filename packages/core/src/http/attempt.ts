import { MalformedReply } from "../errors/malformed-reply.ts";
import { safeText } from "../errors/safe-text.ts";
import {
  isVenueError,
  type Sent,
  VenueError,
  type VenueErrorFields,
  type VenueErrorKind,
} from "../errors/venue-error.ts";
import type { MeasuredTime } from "./clock/server-clock.ts";
import type { Deadline, EndCause } from "./deadline.ts";
import { readTransportFailure } from "./reply/transport-failure.ts";
import type { VenueCall } from "./venue-call.ts";

/** The change that a request makes at the venue. */
export type Effect = "order" | "cancel" | "edit";

/** The state of one request on its way. */
export interface Attempt {
  readonly call: VenueCall;
  readonly effect: Effect | undefined;
  /** True when an earlier attempt may have been executed. */
  readonly isRepeat: boolean;
  /** The call's deadline, or a shorter one while there is time for another attempt. */
  deadline: Deadline;
  sent: Sent;
  /** The kind of failure, before it is turned into `outcomeUnknown`. `attemptError` sets this and the next two. */
  failedOf: VenueErrorKind | undefined;
  /** The HTTP status of the failure, where the venue answered with one. */
  status: number | undefined;
  /** True when a later attempt of the same request can succeed. */
  isTransient: boolean;
  /** Monotonic milliseconds right before sending. */
  sentAt: number;
  /** The clock offset that the signature was made with, in milliseconds. Undefined for an unsigned request. */
  clockOffsetMs: number | undefined;
  /** Set when the venue refused the signature: `perhaps` by a 401, which has other reasons too; `certainly` by its own code. */
  refusedSignature: "perhaps" | "certainly" | undefined;
  /** The venue's clock, read from the `Date` header of the reply. */
  venueTime: MeasuredTime | undefined;
  /** The headers that authenticated the request. No error may quote their values. */
  signature: Readonly<Record<string, string>>;
  requestId: string | undefined;
}

export function startAttempt(call: VenueCall, effect: Effect | undefined, isRepeat = false): Attempt {
  return {
    call,
    effect,
    isRepeat,
    deadline: call.deadline,
    sent: "no",
    failedOf: undefined,
    status: undefined,
    isTransient: false,
    sentAt: 0,
    clockOffsetMs: undefined,
    refusedSignature: undefined,
    venueTime: undefined,
    signature: {},
    requestId: undefined,
  };
}

/** Kinds that a later attempt can get over. Other kinds may still be retryable for the caller, at a later time. */
const TRANSIENT: ReadonlySet<VenueErrorKind> = new Set(["rateLimited", "unavailable", "timeout"]);

type FailureFields = Pick<VenueErrorFields, "kind" | "reason"> & Partial<VenueErrorFields>;

/**
 * Creates the error of an attempt. A failed request with an effect is `outcomeUnknown`, unless `notExecuted` says that the
 * venue provably did not execute it.
 */
export function attemptError(attempt: Attempt, fields: FailureFields, notExecuted: boolean): VenueError {
  const { call, effect, sent, requestId } = attempt;
  const { venue, operation, orderId, clientOrderId } = call;
  attempt.failedOf = fields.kind;
  attempt.status = fields.status;
  attempt.isTransient = fields.retryable === true && TRANSIENT.has(fields.kind);
  const known = { venue, operation, orderId, clientOrderId, sent, requestId, ...fields };
  if (effect === undefined || notExecuted) return new VenueError(known);
  return new VenueError({
    ...known,
    kind: "outcomeUnknown",
    reason: `the outcome of the ${effect} is unknown: ${fields.reason}`,
    code: fields.code ?? fields.kind.toUpperCase(),
    retryable: false,
  });
}

const ENDS: Readonly<
  Record<EndCause, { kind: VenueErrorKind; code?: string; reason: string; retryable: boolean }>
> = {
  timeout: { kind: "timeout", reason: "the deadline passed", retryable: true },
  aborted: { kind: "aborted", reason: "the caller aborted", retryable: false },
  closed: { kind: "aborted", code: "CLIENT_CLOSED", reason: "the client was closed", retryable: false },
};

/** Creates the error for anything that an attempt threw. */
export function readAttemptFailure(error: unknown, attempt: Attempt): VenueError {
  // Between sending and the reply only `fetch` can throw. A VenueError from there belongs to another request.
  if (isVenueError(error) && attempt.sent !== "maybe") return maskSecrets(error, attempt);
  const nothingSent = attempt.sent === "no";
  const { ended } = attempt.deadline;
  if (ended !== undefined) return attemptError(attempt, ENDS[ended.endCause], nothingSent);
  if (error instanceof MalformedReply) {
    // A path in the reason may contain a field name that the venue chose.
    const reason = safeText(error.message, secretsOf(attempt));
    return attemptError(attempt, { kind: "malformed", reason, code: error.code }, nothingSent);
  }
  const { code, notSent, retryable } = readTransportFailure(error);
  const fields: FailureFields = {
    kind: "unavailable",
    reason: "the venue cannot be reached",
    code,
    retryable,
  };
  return attemptError(attempt, notSent ? { ...fields, sent: "no" } : fields, nothingSent || notSent);
}

/** Masks an error of a reader: it quotes the venue, and the venue may echo the values that authenticated the request. */
function maskSecrets(error: VenueError, attempt: Attempt): VenueError {
  const { code } = error;
  const secrets = secretsOf(attempt);
  return error.with({
    reason: safeText(error.reason, secrets),
    code: code !== undefined && safeText(code, secrets) === code ? code : undefined,
    requestId: error.requestId ?? attempt.requestId,
  });
}

/** "Bearer " and other schemes: a venue may echo a token without it. */
const SCHEME = /^[A-Za-z][\w-]* +/;

/** Returns the values that no error may quote. */
export function secretsOf({ signature }: Pick<Attempt, "signature">): readonly string[] {
  return Object.values(signature).flatMap((value) => [value, value.replace(SCHEME, "")]);
}
