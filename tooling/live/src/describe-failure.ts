import { isVenueError } from "@cqvx/core";
import { CheckFailure } from "./check-failure.ts";

/** A venue may quote the id of an order or an account. */
const ID = /\b[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b/gi;

/** What of a failure is fit for a log that anybody may read. */
export function describeFailure(error: unknown): string {
  if (error instanceof CheckFailure) return error.message;
  if (isVenueError(error)) return error.message.replace(ID, "(id)");
  // The message of anything else can hold anything.
  return `an error that is no VenueError: ${error instanceof Error ? error.name : typeof error}`;
}
