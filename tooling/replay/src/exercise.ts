import type { Sample } from "./sample.ts";

/** How one kind of sample is fed through a client. */
export interface Exercise {
  /** Calls the client with the sample as the venue's reply; the results, or the error that it rejects with. */
  run(sample: Sample): Promise<unknown>;
  /** Whether the sample is a refusal, so that a typed error is the right result. */
  isRefusal?(sample: Sample): boolean;
  /** Decimals that the contract has computed from the reply, computed here independently. */
  derive?(sample: Sample): readonly string[];
}

/** Exercises by kind. */
export type Exercises = Readonly<Record<string, Exercise>>;
