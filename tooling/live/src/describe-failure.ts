import { isVenueError } from "@cqvx/core";
import { CheckFailure } from "./check-failure.ts";

/** A UUID. A venue may quote the id of an order or an account. */
const ID = /\b[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b/gi;

/** Describes a failure for a public log: without ids, and without the messages of unknown errors. */
export function describeFailure(error: unknown): string {
  if (error instanceof CheckFailure) return error.message;
  if (isVenueError(error)) return error.message.replace(ID, "(id)");
  // The message of another error can hold private data.
  return `not a VenueError: ${error instanceof Error ? error.name : typeof error}`;
}
