import type { Trial } from "./trial.ts";

/** What work comes to, which has to be there in time: a call that never settles breaks any promise. */
export async function settled<Value>(
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
    (isOver) => isOver,
  );
  return work;
}

/** What others wait for until it is opened. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

export function createGate(): Gate {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
