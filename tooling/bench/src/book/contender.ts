import type { Truth } from "./workload.ts";

/** A client or parser that is measured. It receives frames as text. */
export interface Contender {
  /** The number of messages before the first frame. Frames continue their sequence numbers. */
  readonly messagesBefore: number;
  /** Reads a frame, changes the book and reads the top of the book, all before it returns. */
  take(frame: string): void;
  /** Resolves when the snapshot, which `take` has received, is in use. */
  ready(): Promise<void>;
  /** Ends the work. Returns the differences between the book and the expected one, or undefined when there is no book. */
  finish(truth: Truth): Promise<Differences | undefined>;
}

/** The differences between a book and the expected one. */
export interface Differences {
  /** The number of expected levels. */
  readonly levels: number;
  /** The number of levels that are missing, wrong or unexpected. */
  readonly wrong: number;
}
