import type { CallOptions } from "../contract/call-options.ts";
import type { Connection } from "../http/connection.ts";
import type { CallDetails, VenueCall } from "../http/venue-call.ts";
import { type Answer, answerOf } from "./venue-operations.ts";

/**
 * Runs a method that a venue has beyond the contract: within one deadline, rejecting with a `VenueError` and nothing else.
 * `work` checks the arguments and gives the request.
 */
export function runExtra<Result>(
  { calls, http }: Pick<Connection, "calls" | "http">,
  operation: string,
  options: CallOptions | undefined,
  work: (call: VenueCall) => Answer<Result>,
  details?: CallDetails,
): Promise<Result> {
  return calls.run(operation, options, async (call) => answerOf(http, call, work(call)), details);
}
