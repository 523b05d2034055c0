import type { ReadMethod, ReadOnlyClient } from "./read-only-client.ts";

/** Something to try at a venue. */
export interface Check {
  /** The method that is tried, and the check's name in the report. */
  readonly method: ReadMethod;
  /** For all of it. Longer than its calls may take, which say better what they waited for. */
  readonly timeoutMs: number;
  /** Gives a few words for the report: counts and times, nothing that is the account's own. */
  run(client: ReadOnlyClient, context: CheckContext): Promise<string>;
}

export interface CheckContext {
  /** The market to read. */
  readonly symbol: string;
  /** Aborts when the check has to end. */
  readonly signal: AbortSignal;
}

/** Longer than the 10 s of a call. */
export const CALL_MS = 15_000;

/** Longer than a stream may take to be live and then to deliver. */
export const STREAM_MS = 40_000;
