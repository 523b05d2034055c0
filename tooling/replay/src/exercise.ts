import type { Sample } from "./sample.ts";

/** An exercise for one kind of sample. It feeds the sample through a client. */
export interface Exercise {
  /** Calls the client with the sample as the venue's reply. Returns the result, or rejects with the client's error. */
  run(sample: Sample): Promise<unknown>;
  /** True when the sample is a refusal. A `VenueError` is then the correct result. */
  isRefusal?(sample: Sample): boolean;
  /** Computes the decimals that the client derives from the reply, without the code of the client. */
  derive?(sample: Sample): readonly string[];
}

/** Exercises by kind. */
export type Exercises = Readonly<Record<string, Exercise>>;
