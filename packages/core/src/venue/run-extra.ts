import type { CallOptions } from "../contract/call-options.ts";
import type { Connection } from "../http/connection.ts";
import type { CallDetails, VenueCall } from "../http/venue-call.ts";
import { type Answer, answerOf } from "./venue-operations.ts";

/**
 * Runs a venue's method beyond the contract, within one deadline. It rejects with a `VenueError` and nothing else. `work` checks
 * the arguments and returns the request.
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
