import type { VenueError } from "../errors/venue-error.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";

/** Logs the failures that an operator must see even when a service swallows the error. */
export function reportFailure(failure: VenueError, { logger }: Pick<ResolvedRuntime, "logger">): void {
  if (failure.kind === "outcomeUnknown") logger.error({ error: failure.toJSON() }, "an outcome is unknown");
  if (failure.kind === "malformed") logger.warn({ error: failure.toJSON() }, "a reply could not be read");
}
