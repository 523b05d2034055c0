import { expect, test, vi } from "vitest";
import { nextTurn } from "../testdata/next-turn.ts";
import { watchRejections } from "../testdata/unhandled-rejections.ts";
import { callHandler } from "./call-handler.ts";

test("a handler that returns has finished", () => {
  const [report, finished] = [vi.fn(), vi.fn()];
  const then = "no function";
  for (const result of [undefined, null, 1, "text", {}, { then }]) {
    expect(callHandler(() => result, report, finished)).toBe(false);
  }
  expect(report).not.toHaveBeenCalled();
  expect(finished).not.toHaveBeenCalled();
});

test("an async handler finishes once, when its promise does", async () => {
  const finished = vi.fn();
  expect(callHandler(async () => {}, vi.fn(), finished)).toBe(true);
  expect(finished).not.toHaveBeenCalled();
  await nextTurn();
  expect(finished).toHaveBeenCalledTimes(1);
});

test("W13: an error or a rejection of a handler is reported once, and is no unhandled rejection", async () => {
  using rejections = watchRejections();
  const [report, finished] = [vi.fn(), vi.fn()];
  const failing = (error: unknown) => () => {
    throw error;
  };
  expect(callHandler(failing("thrown"), report, finished)).toBe(false);
  expect(callHandler(() => Promise.reject("rejected"), report, finished)).toBe(true);
  expect(await rejections.seen()).toEqual([]);
  expect(report.mock.calls).toEqual([["thrown"], ["rejected"]]);
  expect(finished).toHaveBeenCalledTimes(1);
});

/** A foreign promise. */
function thenable(then: (resolve: () => void, reject: (reason: unknown) => void) => void): unknown {
  return { then };
}

test("a foreign promise that calls back at once, twice, both ways, or throws finishes once", async () => {
  const strange = [
    thenable((resolve) => resolve()),
    thenable((resolve, reject) => [resolve(), resolve(), reject("late")]),
    thenable((resolve, reject) => [reject("rejected"), resolve()]),
    thenable(() => {
      throw "thrown";
    }),
    thenable((resolve) => {
      resolve();
      throw "thrown too late";
    }),
  ];
  const reports: unknown[] = [];
  for (const result of strange) {
    const finished = vi.fn();
    let hasEnded = false;
    const isAtWork = callHandler(
      () => result,
      (error) => void reports.push(error),
      () => {
        hasEnded = true;
        finished();
      },
    );
    expect(isAtWork).toBe(true);
    expect(hasEnded).toBe(false);
    await nextTurn();
    expect(finished).toHaveBeenCalledTimes(1);
  }
  expect(reports).toEqual(["rejected", "thrown"]);
});

test("a result that throws when it is read is reported", () => {
  const report = vi.fn();
  const result = new Proxy(
    {},
    {
      get: () => {
        throw "no look";
      },
      has: () => true,
    },
  );
  expect(callHandler(() => result, report)).toBe(false);
  expect(report.mock.calls).toEqual([["no look"]]);
});
