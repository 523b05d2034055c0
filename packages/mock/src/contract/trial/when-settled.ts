import type { Trial } from "./trial.ts";

/** Waits until work settles and returns its result. Fails when it does not settle in time. */
export async function whenSettled<Value>(
  { eventually }: Pick<Trial, "eventually">,
  what: string,
  work: Promise<Value>,
): Promise<Value> {
  let isSettled = false;
  const settle = (): void => {
    isSettled = true;
  };
  void work.then(settle, settle);
  await eventually(
    `${what} should settle`,
    () => isSettled,
    (isFinal) => isFinal,
  );
  return work;
}
