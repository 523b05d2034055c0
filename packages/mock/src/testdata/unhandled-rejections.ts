import { nextTurn } from "./next-turn.ts";

/** What was rejected during some work without anybody to hear of it. */
export async function unhandledRejectionsOf(work: () => Promise<unknown>): Promise<readonly unknown[]> {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on("unhandledRejection", note);
  try {
    await work();
    await nextTurn();
    await nextTurn();
  } finally {
    process.off("unhandledRejection", note);
  }
  return unhandled;
}
