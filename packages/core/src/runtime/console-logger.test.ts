import { expect, test, vi } from "vitest";
import { fallbackLogger } from "./console-logger.ts";

test("the console gets warnings and errors, and nothing else", () => {
  const levels = ["debug", "info", "warn", "error", "log"] as const;
  const [debug, info, warn, error, log] = levels.map((level) => vi.spyOn(console, level).mockReturnValue());
  for (const level of ["debug", "info", "warn", "error"] as const)
    fallbackLogger[level]({ venue: "v" }, level);
  expect(warn?.mock.calls).toEqual([["warn", { venue: "v" }]]);
  expect(error?.mock.calls).toEqual([["error", { venue: "v" }]]);
  for (const silent of [debug, info, log]) expect(silent).not.toHaveBeenCalled();
});
