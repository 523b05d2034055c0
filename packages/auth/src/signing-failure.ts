import { type CallContext, VenueError } from "@cqvx/core";
import { KeyRefused } from "./crypto/key-refused.ts";

/** The names of error classes, such as ThrottlingException. Any other name could hold a message. */
const CLASS_NAME = /^[A-Za-z]{0,48}(?:Error|Exception)$/;

/**
 * Returns the error for other code that failed while it signed a request: a key vault, a token service or the runtime's
 * cryptography. Nothing was sent, and the failure may pass. The reason names the class of the cause only: its text may quote
 * a secret, and a `VenueError` would be about another request.
 *
 * @param field the option that the failed code belongs to
 */
export function signingFailure(call: CallContext, field: string, error: unknown): VenueError {
  if (error instanceof KeyRefused) {
    return new VenueError({ ...call, kind: error.kind, field, reason: `${field} ${error.message}` });
  }
  return new VenueError({
    ...call,
    kind: "unavailable",
    code: "SIGNING_FAILED",
    reason: `${field} failed${describeClass(error)} before anything was sent`,
    retryable: true,
  });
}

/** Returns the class of an error, as in " with TypeError". Returns an empty text when its name is not that of a class. */
export function describeClass(error: unknown): string {
  return error instanceof Error && CLASS_NAME.test(error.name) ? ` with ${error.name}` : "";
}
