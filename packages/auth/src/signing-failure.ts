import { type CallContext, VenueError } from "@cqvx/core";
import { KeyRefused } from "./crypto/key-refused.ts";

/** Names of error classes, such as ThrottlingException; anything else could be a message in disguise. */
const CLASS_NAME = /^[A-Za-z]{0,48}(?:Error|Exception)$/;

/**
 * The error for foreign code that failed while a request was being signed: a key vault, a token service, a runtime's
 * cryptography. Nothing was sent. Of the foreign error it says the class at most, for its text may quote a secret, and
 * a `VenueError` in it would speak of another request.
 *
 * @param field the option that the foreign code belongs to
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

/** " with TypeError", or nothing where the error's name is not that of a class. */
export function describeClass(error: unknown): string {
  return error instanceof Error && CLASS_NAME.test(error.name) ? ` with ${error.name}` : "";
}
