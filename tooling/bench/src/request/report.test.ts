import { expect, test } from "vitest";
import type { Round } from "../rounds/run-rounds.ts";
import type { ContenderName } from "./contenders.ts";
import type { Measurement } from "./measure.ts";
import { writeReport } from "./report.ts";

type Figures = readonly [latencyUs: number, callsPerSecond: number];

function round(fetch: Figures, cqvx: Figures | Error, axios: Figures): Round<ContenderName, Measurement> {
  const measured = (figures: Figures): Measurement => ({ latencyUs: figures[0], callsPerSecond: figures[1] });
  return new Map<ContenderName, Measurement | Error>([
    ["fetch", measured(fetch)],
    ["cqvx", cqvx instanceof Error ? cqvx : measured(cqvx)],
    ["axios", measured(axios)],
  ]);
}

const cellsOf = (line: string | undefined): string[] =>
  (line ?? "").split(/ {2,}/).filter((cell) => cell !== "");

test("a row has medians, ranges, and ratios that are taken within each round", () => {
  const { lines, isValid } = writeReport([
    round([100, 1_000], [120, 800], [300, 400]),
    round([200, 500], [250, 450], [500, 300]),
    round([110, 900], [143, 720], [330, 450]),
  ]);
  expect(isValid).toBe(true);
  expect(cellsOf(lines[2])).toEqual([
    "@cqvx/coinbase",
    "143",
    "120 … 250",
    "1.25 ×",
    "0.43 ×",
    "720",
    "450 … 800",
    "0.80 ×",
    "1.60 ×",
  ]);
});

test("a contender that failed makes the run invalid, and its reason is printed", () => {
  const { lines, isValid } = writeReport([
    round([100, 1_000], new Error("a reply was read as another order"), [300, 400]),
  ]);
  expect(isValid).toBe(false);
  expect(lines.at(-1)).toBe("INVALID: @cqvx/coinbase: a reply was read as another order");
});
