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
import { CallEnded, type Deadline, type EndCause } from "./deadline.ts";
import { readTransportFailure } from "./reply/transport-failure.ts";
import type { VenueCall } from "./venue-call.ts";

/** What a request changes at the venue. */
export type Effect = "order" | "cancel" | "edit";

/** One request on its way: how far it came, and what must not be quoted. */
export interface Attempt {
  readonly call: VenueCall;
  readonly effect: Effect | undefined;
  /** An earlier attempt may have been carried out. */
  readonly isRepeat: boolean;
  /** The call's, or a shorter one when there is time for another attempt. */
  deadline: Deadline;
  sent: Sent;
  /** What it failed of once it was let through, whatever that makes of its outcome. `attemptError` sets this and the next. */
  failedOf: VenueErrorKind | undefined;
  /** Of its failure, where the venue answered with one. */
  status: number | undefined;
  /** What it failed of may pass. */
  isTransient: boolean;
  /** The monotonic clock right before sending. */
  sentAt: number;
  /** How far the venue's clock was taken to be ahead when it was signed; undefined when it was not. */
  clockOffsetMs: number | undefined;
  /** The venue refused the signature: `perhaps` by a 401, which has other reasons too; `certainly` in its own words. */
  refusedSignature: "perhaps" | "certainly" | undefined;
  /** By the Date of the reply. */
  venueTime: MeasuredTime | undefined;
  /** The header values that authenticated the request. */
  secrets: readonly string[];
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
    secrets: [],
    requestId: undefined,
  };
}

/** Kinds that a later attempt of the same request can get over. Others may be retryable for the caller, in better times. */
const TEMPORARY: ReadonlySet<VenueErrorKind> = new Set(["rateLimited", "unavailable", "timeout"]);

type FailureFields = Pick<VenueErrorFields, "kind" | "reason"> & Partial<VenueErrorFields>;

/**
 * The error of an attempt. Unless it is proven that the venue did not carry the request out, the failure of a request
 * with an effect is `outcomeUnknown`, whatever went wrong: that is the default, and every other kind has to be earned.
 */
export function attemptError(attempt: Attempt, fields: FailureFields, notCarriedOut: boolean): VenueError {
  const { call, effect, sent, requestId } = attempt;
  const { venue, operation, orderId, clientOrderId } = call;
  attempt.failedOf = fields.kind;
  attempt.status = fields.status;
  attempt.isTransient = fields.retryable === true && TEMPORARY.has(fields.kind);
  const known = { venue, operation, orderId, clientOrderId, sent, requestId, ...fields };
  if (effect === undefined || notCarriedOut) return new VenueError(known);
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

/** The error for whatever an attempt threw. */
export function readAttemptFailure(error: unknown, attempt: Attempt): VenueError {
  // Between sending and the reply only fetch can throw, and what it throws is about another request, if about any.
  if (isVenueError(error) && attempt.sent !== "maybe") return asSafe(error, attempt);
  const nothingSent = attempt.sent === "no";
  const end = attempt.deadline.signal.reason;
  if (end instanceof CallEnded) return attemptError(attempt, ENDS[end.endCause], nothingSent);
  if (error instanceof MalformedReply) {
    // A path in the reason may have a name that the venue chose.
    const reason = safeText(error.message, attempt.secrets);
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

/** A reader's error with the venue's words in it: they may echo what authenticated the request. */
function asSafe(error: VenueError, { secrets, requestId }: Attempt): VenueError {
  const { code } = error;
  return error.with({
    reason: safeText(error.reason, secrets),
    code: code !== undefined && safeText(code, secrets) === code ? code : undefined,
    requestId: error.requestId ?? requestId,
  });
}
