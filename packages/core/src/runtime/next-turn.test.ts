import { expect, test, vi } from "vitest";
import { nextTurn } from "./next-turn.ts";

test("in the next turn all promises have settled, also while a test runner has replaced timers", async () => {
  vi.useFakeTimers();
  try {
    let settled = 0;
    void (async () => {
      for (; settled < 1_000; settled += 1) await undefined;
    })();
    await nextTurn();
    expect(settled).toBe(1_000);
  } finally {
    vi.useRealTimers();
  }
});
