import { safeText } from "../../errors/safe-text.ts";
import type { VenueError } from "../../errors/venue-error.ts";
import { readReset } from "../admission/rate-feedback.ts";
import { readRetryAfter } from "../admission/retry-after.ts";
import { type Attempt, attemptError } from "../attempt.ts";
import type { Refusal } from "./decode.ts";
import { meaningOfStatus } from "./status.ts";

/** A word, or an integer. */
const CODE = /^(?:[A-Za-z][\w.-]{0,79}|-?\d{1,15})$/;

/** HTML, or JSON that no reader knows: not worth quoting. */
const MARKUP = /^\s*[<{[]/;

const UNAUTHORIZED = 401;

/** A reply with its body. */
export interface RefusedResponse {
  readonly response: Response;
  readonly text: string;
  /** Epoch milliseconds when the headers arrived. */
  readonly atMs: number;
}

/** The error for a redirect, which is never followed. */
export function redirectError(attempt: Attempt, status: number): VenueError {
  const reason = `HTTP ${status}: redirects are never followed`;
  return attemptError(attempt, { kind: "malformed", code: "REDIRECT_REFUSED", reason, status }, false);
}

/** The error for a request that the venue refused. What the refusal does not say follows from the status. */
export function refusalError(
  attempt: Attempt,
  { response, text, atMs }: RefusedResponse,
  refusal: Refusal,
): VenueError {
  const { status, headers, ok } = response;
  const meaning = meaningOfStatus(status);
  const kind = refusal.kind ?? (ok ? "rejected" : meaning.kind);
  const code = readCode(refusal.code, attempt.secrets);
  // Words that are no code say why, where nothing else does.
  const words = refusal.message ?? (code === undefined ? refusal.code : undefined);
  const message = safeText(String(words ?? (MARKUP.test(text) ? "" : text)), attempt.secrets);
  const fields = {
    kind,
    code,
    reason: message === "" ? (ok ? "the venue gave no reason" : `HTTP ${status}`) : message,
    ...(!ok && { status }),
    // A kind that differs from the status's also overrules its promise.
    retryable: refusal.retryable ?? (refusal.kind === undefined && meaning.retryable),
    retryAfterMs:
      refusal.retryAfterMs ??
      readRetryAfter(headers.get("retry-after"), atMs) ??
      (kind === "rateLimited" ? readReset(headers, atMs) : undefined),
  };
  if (refusal.signAgain === true) attempt.refusedSignature = "certainly";
  else if (status === UNAUTHORIZED && kind === "unauthorized") attempt.refusedSignature = "perhaps";
  // A conflict that does not say with what may as well be with the order itself.
  const bareConflict = status === 409 && refusal.code === undefined && refusal.message === undefined;
  const notCarriedOut =
    refusal.notCarriedOut ?? (refusal.signAgain === true || (meaning.notCarriedOut && !bareConflict));
  const error = attemptError(attempt, fields, notCarriedOut);
  // Also of a 2xx: whatever the venue says with it, it has answered.
  attempt.status = status;
  return error;
}

function readCode(code: string | number | undefined, secrets: readonly string[]): string | undefined {
  const text = code === undefined ? undefined : String(code);
  return text !== undefined && CODE.test(text) && safeText(text, secrets) === text ? text : undefined;
}
