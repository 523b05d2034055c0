import { nextTurn } from "./next-turn.ts";

/** Promises that were rejected and that nobody heard, from here to the end of the test. */
export interface UnhandledRejections extends Disposable {
  /** All of them until now. */
  seen(): Promise<readonly unknown[]>;
}

export function watchRejections(): UnhandledRejections {
  const reasons: unknown[] = [];
  const listener = (reason: unknown): void => void reasons.push(reason);
  process.on("unhandledRejection", listener);
  return {
    seen: async () => {
      // Node tells of them at the end of a turn.
      await nextTurn();
      await nextTurn();
      return reasons;
    },
    [Symbol.dispose]: () => void process.off("unhandledRejection", listener),
  };
}
