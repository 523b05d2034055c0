import { nextTurn } from "./next-turn.ts";

/** The unhandled rejections from now to the end of the test. */
export interface UnhandledRejections extends Disposable {
  /** Returns all unhandled rejections so far. */
  seen(): Promise<readonly unknown[]>;
}

export function watchRejections(): UnhandledRejections {
  const reasons: unknown[] = [];
  const listener = (reason: unknown): void => void reasons.push(reason);
  process.on("unhandledRejection", listener);
  return {
    seen: async () => {
      // Node reports them at the end of a turn.
      await nextTurn();
      await nextTurn();
      return reasons;
    },
    [Symbol.dispose]: () => void process.off("unhandledRejection", listener),
  };
}
