import { safeText } from "../../errors/safe-text.ts";
import type { VenueError, VenueErrorKind } from "../../errors/venue-error.ts";
import { readReset } from "../admission/rate-feedback.ts";
import { readRetryAfter } from "../admission/retry-after.ts";
import { type Attempt, attemptError, secretsOf } from "../attempt.ts";
import type { Refusal } from "./decode.ts";

/** A code is a word or an integer. */
const CODE = /^(?:[A-Za-z][\w.-]{0,79}|-?\d{1,15})$/;

/** HTML, or JSON that no reader knows. It is not quoted in errors. */
const MARKUP = /^\s*[<{[]/;

const UNAUTHORIZED = 401;

/** A reply with its body. */
export interface RefusedResponse {
  readonly response: Response;
  readonly text: string;
  /** Epoch milliseconds when the headers arrived. */
  readonly atMs: number;
}

/** Creates the error for a redirect. Redirects are never followed. */
export function redirectError(attempt: Attempt, status: number): VenueError {
  const reason = `HTTP ${status}: redirects are never followed`;
  return attemptError(attempt, { kind: "malformed", code: "REDIRECT_REFUSED", reason, status }, false);
}

/** Creates the error for a refused request. Fields that the refusal leaves out follow from the status. */
export function refusalError(
  attempt: Attempt,
  { response, text, atMs }: RefusedResponse,
  refusal: Refusal,
): VenueError {
  const { status, headers, ok } = response;
  const meaning = meaningOfStatus(status);
  const kind = refusal.kind ?? (ok ? "rejected" : meaning.kind);
  const secrets = secretsOf(attempt);
  const code = readCode(refusal.code, secrets);
  // A code that is no code by its form is taken as the message, when there is none.
  const words = refusal.message ?? (code === undefined ? refusal.code : undefined);
  const message = safeText(String(words ?? (MARKUP.test(text) ? "" : text)), secrets);
  const fields = {
    kind,
    code,
    reason: message === "" ? (ok ? "the venue gave no reason" : `HTTP ${status}`) : message,
    ...(!ok && { status }),
    // A refusal that names its own kind is not retryable by the status.
    retryable: refusal.retryable ?? (refusal.kind === undefined && meaning.retryable),
    retryAfterMs:
      refusal.retryAfterMs ??
      readRetryAfter(headers.get("retry-after"), atMs) ??
      (kind === "rateLimited" ? readReset(headers, atMs) : undefined),
  };
  if (refusal.signAgain === true) attempt.refusedSignature = "certainly";
  else if (status === UNAUTHORIZED && kind === "unauthorized") attempt.refusedSignature = "perhaps";
  // A 409 without a code may mean that an earlier attempt created the order.
  const bareConflict = status === 409 && refusal.code === undefined && refusal.message === undefined;
  const notExecuted =
    refusal.notExecuted ?? (refusal.signAgain === true || (meaning.notExecuted && !bareConflict));
  const error = attemptError(attempt, fields, notExecuted);
  // Kept for a 2xx too: it proves that the venue answered.
  attempt.status = status;
  return error;
}

function readCode(code: string | number | undefined, secrets: readonly string[]): string | undefined {
  const text = code === undefined ? undefined : String(code);
  return text !== undefined && CODE.test(text) && safeText(text, secrets) === text ? text : undefined;
}

/** The meaning of an HTTP status where the venue's body says nothing. */
interface StatusMeaning {
  readonly kind: VenueErrorKind;
  readonly retryable: boolean;
  /** True when the request was certainly not executed. Only some 4xx prove that. */
  readonly notExecuted: boolean;
}

const MEANINGS: Readonly<Record<number, StatusMeaning>> = {
  401: { kind: "unauthorized", retryable: false, notExecuted: true },
  403: { kind: "unauthorized", retryable: false, notExecuted: true },
  404: { kind: "notFound", retryable: false, notExecuted: true },
  408: { kind: "timeout", retryable: true, notExecuted: false },
  429: { kind: "rateLimited", retryable: true, notExecuted: false },
};

const OTHER_4XX: StatusMeaning = { kind: "rejected", retryable: false, notExecuted: true };
const OTHER_5XX: StatusMeaning = { kind: "unavailable", retryable: true, notExecuted: false };
const NEITHER: StatusMeaning = { kind: "malformed", retryable: false, notExecuted: false };

function meaningOfStatus(status: number): StatusMeaning {
  const family = Math.floor(status / 100);
  return MEANINGS[status] ?? (family === 4 ? OTHER_4XX : family === 5 ? OTHER_5XX : NEITHER);
}
