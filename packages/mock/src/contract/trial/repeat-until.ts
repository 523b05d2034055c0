/** The number of attempts at something that another trader can disturb. */
const MAX_ATTEMPTS = 5;

/** Repeats work until it succeeds, because the market may move in between. Returns the result of the last attempt. */
export async function repeatUntil<Result>(
  work: () => Promise<Result>,
  isDone: (result: Result) => boolean,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await work();
    if (attempt >= MAX_ATTEMPTS || isDone(result)) return result;
  }
}
