import type { VenueError, VenueErrorKind } from "../errors/venue-error.ts";
import { readJsonObject } from "../values/json.ts";
import type { JsonObject } from "../values/json-object.ts";
import { type Attempt, attemptError } from "./attempt.ts";
import { readReset } from "./rate-feedback.ts";
import { readRetryAfter } from "./retry-after.ts";
import { safeText } from "./safe-text.ts";
import { meaningOfStatus } from "./status.ts";

/** What a venue says with a reply that is not 2xx. */
export interface Refusal {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** Where the venue's words say more than the status. */
  readonly kind?: VenueErrorKind | undefined;
  /** The venue documents that such a request was not carried out. */
  readonly notCarriedOut?: boolean | undefined;
}

/** Reads a venue's error bodies. One that it cannot read (it throws `MalformedReply`) leaves the status to speak alone. */
export type RefusalReader = (status: number, body: JsonObject) => Refusal;

const CODE = /^[A-Za-z][\w.-]{0,79}$/;

/** HTML, or JSON that no reader knows: not worth quoting. */
const MARKUP = /^\s*[<{[]/;

/** The error for a reply that is not 2xx: its status first, then the venue's words. */
export function readRefusal(
  attempt: Attempt,
  response: Response,
  text: string,
  readWords: RefusalReader,
  nowMs: number,
): VenueError {
  const { status } = response;
  if (status < 400) {
    const reason = `HTTP ${status}: redirects are never followed`;
    return attemptError(attempt, { kind: "malformed", code: "REDIRECT_REFUSED", reason, status }, false);
  }
  const meaning = meaningOfStatus(status);
  const words = readWordsOf(status, text, readWords);
  const message = safeText(words.message ?? (MARKUP.test(text) ? "" : text), attempt.secrets);
  const fields = {
    kind: words.kind ?? meaning.kind,
    code: readCode(words.code, attempt.secrets),
    reason: message === "" ? `HTTP ${status}` : message,
    status,
    // Words that mean something else than the status also overrule its promise.
    retryable: words.kind === undefined && meaning.retryable,
    retryAfterMs:
      readRetryAfter(response.headers.get("retry-after"), nowMs) ??
      (meaning.kind === "rateLimited" ? readReset(response.headers, nowMs) : undefined),
  };
  // A conflict that does not say with what may as well be with the order itself.
  const bareConflict = status === 409 && words.code === undefined && words.message === undefined;
  return attemptError(attempt, fields, words.notCarriedOut ?? (meaning.notCarriedOut && !bareConflict));
}

function readCode(code: string | undefined, secrets: readonly string[]): string | undefined {
  return code !== undefined && CODE.test(code) && safeText(code, secrets) === code ? code : undefined;
}

function readWordsOf(status: number, text: string, readWords: RefusalReader): Refusal {
  try {
    return readWords(status, readJsonObject(text));
  } catch {
    // Unreadable words, or a reader that breaks on them: the status stands.
    return {};
  }
}
