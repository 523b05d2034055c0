import { expect, test } from "vitest";
import { reportLines } from "./report.ts";

test("prints one line for a check without problems", () => {
  expect(reportLines("layers", { summary: "54 files", problems: [] }, 120)).toEqual([
    "ok   layers     54 files (0.1 s)",
  ]);
});

test("prints every problem under its check", () => {
  const result = { summary: "2 files", problems: ["a.ts:1: wrong", "b.ts:2: wrong\nand why"] };
  expect(reportLines("layers", result, 2_000)).toEqual([
    "FAIL layers     2 files (2.0 s)",
    "       a.ts:1: wrong",
    "       b.ts:2: wrong",
    "       and why",
  ]);
});
