import { expect, test, vi } from "vitest";
import { nextTurn } from "./next-turn.ts";

test("nextTurn resolves after all pending promise callbacks, even with fake timers", async () => {
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
