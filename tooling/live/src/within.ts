import { CheckFailure } from "./check-failure.ts";

/**
 * Runs the work and returns its result. After `ms` milliseconds, or when `stop` aborts, it aborts the signal of the work and
 * rejects at once, even if the work ignores the signal.
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
