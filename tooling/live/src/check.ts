import type { ReadMethod, ReadOnlyClient } from "./venues/read-only-client.ts";

/** One check of a venue. */
export interface Check {
  /** The method under test, and the name of the check in the report. */
  readonly method: ReadMethod;
  /** The limit for the whole check in milliseconds. Longer than the timeouts of its calls, whose errors say more. */
  readonly timeoutMs: number;
  /** Runs the check and returns a short text for the report: counts and times, no data of the account. */
  run(client: ReadOnlyClient, context: CheckContext): Promise<string>;
}

export interface CheckContext {
  /** The market to read. */
  readonly symbol: string;
  /** Aborts when the check must end. */
  readonly signal: AbortSignal;
}

/** The limit of a check with one call, in milliseconds. A call itself times out after 10 s. */
export const CALL_MS = 15_000;

/** The limit of a check with a stream, in milliseconds. `follow` allows 15 s to become live and 15 s to deliver. */
export const STREAM_MS = 40_000;
