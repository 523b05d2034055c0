import type { Truth } from "./workload.ts";

/** What is measured: it is given frames as text. */
export interface Contender {
  /** Messages that it has been sent before the first frame: their sequence numbers are used up. */
  readonly messagesBefore: number;
  /** Takes a frame, changes its book and reads the best of it, all before it returns. */
  take(frame: string): void;
  /** Resolves once the snapshot, which it has been given, is at work. */
  ready(): Promise<void>;
  /** How its book differs from the truth; undefined when it keeps none. Ends its work. */
  finish(truth: Truth): Promise<Differences | undefined>;
}

export interface Differences {
  /** Levels that are compared. */
  readonly levels: number;
  /** Of those, how many are missing, wrong or should not be there. */
  readonly wrong: number;
}
