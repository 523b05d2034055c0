import type { Clock } from "../contract/runtime.ts";

/** One reason for all stopped timers: an abort without one makes a DOMException with its stack. */
const STOPPED = new Error("the timer was stopped");

/** Calls back after `ms`. Returns a function that stops the timer. */
export function startTimer(
  clock: Pick<Clock, "sleep" | "startTimer">,
  ms: number,
  callback: () => void,
): () => void {
  if (clock.startTimer !== undefined) return clock.startTimer(ms, callback);
  const stopping = new AbortController();
  clock.sleep(ms, stopping.signal).then(callback, () => {});
  return () => stopping.abort(STOPPED);
}
