import { VenueError } from "./venue-error.ts";

/** Which call an error belongs to. */
export interface CallContext {
  readonly venue: string;
  readonly operation: string;
  readonly orderId?: string | undefined;
  readonly clientOrderId?: string | undefined;
}

/** The error for an argument or option that is wrong. The reason never repeats the value: it may be a secret or hostile. */
export function invalidInput(call: CallContext, field: string, reason: string, code?: string): VenueError {
  return new VenueError({ ...call, kind: "invalidInput", field, reason: `${field} ${reason}`, code });
}

/** The error for what this venue does not have. */
export function unsupported(call: CallContext, reason: string, field?: string): VenueError {
  return new VenueError({ ...call, kind: "unsupported", field, reason });
}
