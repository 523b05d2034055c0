import type { CallContext } from "./call-context.ts";
import { VenueError } from "./venue-error.ts";

/**
 * Returns the error for a wrong argument or option. The reason never repeats the value, as it may be a secret or hostile.
 */
export function invalidInput(call: CallContext, field: string, reason: string, code?: string): VenueError {
  return new VenueError({ ...call, kind: "invalidInput", field, reason: `${field} ${reason}`, code });
}

/** Returns the error for something that this venue does not have. */
export function unsupported(call: CallContext, reason: string, field?: string): VenueError {
  return new VenueError({ ...call, kind: "unsupported", field, reason });
}
