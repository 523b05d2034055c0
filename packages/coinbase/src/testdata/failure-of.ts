import { isVenueError, type VenueError } from "@cqvx/core";

/** Returns the `VenueError` that the work rejects with. Any other outcome fails the test. */
export async function failureOf(work: PromiseLike<unknown> | (() => unknown)): Promise<VenueError> {
  let outcome: unknown;
  try {
    outcome = await (typeof work === "function" ? work() : work);
  } catch (error) {
    if (isVenueError(error)) return error;
    throw error;
  }
  throw new Error(`expected a VenueError, got ${JSON.stringify(outcome)}`);
}
