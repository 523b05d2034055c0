import { systemClock } from "@cqvx/core/in-memory";
import { expectThat } from "./expectations/expectations.ts";

/** Returns the result of some work. Fails with the name of the work when it does not end within `limitMs` milliseconds. */
export async function within<Result>(
  limitMs: number,
  what: string,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  const done = new AbortController();
  const tooLong = async (): Promise<never> => {
    await systemClock.sleep(limitMs, done.signal);
    expectThat(false, `${what} should end within ${limitMs} ms`);
    throw done.signal.reason;
  };
  try {
    return await Promise.race([work(), tooLong()]);
  } finally {
    done.abort();
  }
}
