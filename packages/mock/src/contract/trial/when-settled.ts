import type { Trial } from "./trial.ts";

/** What work comes to, which has to be there in time: a call that never settles breaks any promise. */
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
