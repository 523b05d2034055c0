import { CheckFailure } from "./check-failure.ts";

/**
 * Gives what the work gives. Its signal aborts when the time is over or `stop` aborts, and then this fails at once,
 * whether the work heeds the signal or not.
 */
export async function within<Result>(
  ms: number,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController();
  const interrupt = (): void => ending.abort(new CheckFailure("interrupted"));
  const timer = setTimeout(() => ending.abort(new CheckFailure(`not done within ${ms / 1_000} s`)), ms);
  const ended = new Promise<never>((_resolve, reject) => {
    ending.signal.addEventListener("abort", () => reject(ending.signal.reason), { once: true });
  });
  stop.addEventListener("abort", interrupt, { once: true });
  if (stop.aborted) interrupt();
  try {
    return await Promise.race([ended, work(ending.signal)]);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", interrupt);
  }
}
