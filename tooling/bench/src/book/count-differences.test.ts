import { expect, test } from "vitest";
import { countDifferences } from "./count-differences.ts";
import type { Row } from "./market-side.ts";

const BIDS: readonly Row[] = [
  ["100", "1"],
  ["99.5", "2"],
];
const ASKS: readonly Row[] = [["101", "3"]];

test.each<readonly [string, readonly Row[], readonly Row[], number]>([
  ["no difference", BIDS, ASKS, 0],
  ["another quantity", [["100", "1.0"], ...BIDS.slice(1)], ASKS, 1],
  ["another price", BIDS, [["101.0", "3"]], 1],
  ["a missing level", BIDS.slice(0, 1), ASKS, 1],
  ["an extra level", BIDS, [...ASKS, ["102", "1"]], 1],
  ["no levels", [], [], 3],
])("counts the wrong levels of a book with %s", (_name, bids, asks, wrong) => {
  expect(countDifferences({ bids: BIDS, asks: ASKS }, bids, asks)).toEqual({ levels: 3, wrong });
});
