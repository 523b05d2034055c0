import { nextTurn } from "./next-turn.ts";

/** Returns the reasons of the unhandled rejections during some work. */
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
