import type { CallContext } from "../../errors/call-context.ts";
import { VenueError } from "../../errors/venue-error.ts";

/** Creates the error of a call that must be signed, on a client without credentials. */
export function withoutCredentials(call: CallContext): VenueError {
  const reason = "this call needs credentials, and the client has none";
  return new VenueError({ ...call, kind: "unauthorized", code: "NO_CREDENTIALS", reason });
}
