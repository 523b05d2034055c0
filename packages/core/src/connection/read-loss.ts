import { isVenueError } from "../errors/venue-error.ts";
import type { Loss } from "./topic-sink.ts";

/** What a failed request means for the stream that needed it. `what` completes "CQVX failed to …" where nobody else is at fault. */
export function readLoss(error: unknown, what: string): Loss {
  if (!isVenueError(error)) return { code: "INTERNAL", reason: `CQVX failed to ${what}` };
  return { code: error.code ?? error.kind.toUpperCase(), reason: error.reason };
}
