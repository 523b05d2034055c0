import type { Differences } from "./contender.ts";
import type { Row } from "./market-side.ts";
import type { Truth } from "./workload.ts";

/** Compares the price and quantity of every level, in order. */
export function countDifferences(truth: Truth, bids: readonly Row[], asks: readonly Row[]): Differences {
  const sides = [countSide(truth.bids, bids), countSide(truth.asks, asks)];
  return {
    levels: truth.bids.length + truth.asks.length,
    wrong: sides.reduce((sum, wrong) => sum + wrong, 0),
  };
}

function countSide(expected: readonly Row[], actual: readonly Row[]): number {
  const longer = Math.max(expected.length, actual.length);
  let wrong = 0;
  for (let place = 0; place < longer; place += 1) {
    const [left, right] = [expected[place], actual[place]];
    if (left === undefined || right === undefined || left[0] !== right[0] || left[1] !== right[1]) wrong += 1;
  }
  return wrong;
}
