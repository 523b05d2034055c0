import type { VenueError } from "@cqvx/core";

/** The error for a wrong value of one option. The reason is a fixed text: it never repeats the value. */
export type Reject = (reason: string) => VenueError;
