import {
  alignColumns,
  failureOf,
  measurementsOf,
  medianOf,
  rangeOf,
  ratiosOf,
} from "../rounds/compare-rounds.ts";
import type { Round } from "../rounds/run-rounds.ts";
import { CONTENDER_NAMES, CONTENDERS, type ContenderName } from "./contenders.ts";
import type { Measurement } from "./measure.ts";

/** The printed report of all rounds. */
export interface Report {
  readonly lines: readonly string[];
  /** False when a contender failed, or its last book differs from the expected one. */
  readonly isValid: boolean;
}

const COLUMNS = [
  "",
  "µs a frame",
  "min … max",
  "p50",
  "p99",
  "faster than ccxt",
  "of JSON.parse",
  "snapshot ms",
  "wrong levels",
];

/** Writes a row for each contender, with medians over the rounds. */
export function writeReport(rounds: readonly Round<ContenderName, Measurement>[]): Report {
  const problems = CONTENDER_NAMES.flatMap((name) => problemsOf(rounds, name));
  return {
    lines: [
      ...alignColumns([COLUMNS, ...CONTENDER_NAMES.map((name) => writeRow(rounds, name))]),
      ...problems.map((problem) => `INVALID: ${problem}`),
    ],
    isValid: problems.length === 0,
  };
}

function problemsOf(rounds: readonly Round<ContenderName, Measurement>[], name: ContenderName): string[] {
  const failure = failureOf(rounds, name);
  const isWrong = measurementsOf(rounds, name).some((each) => wrongLevels(each) > 0);
  const { title } = CONTENDERS[name];
  return [
    ...(failure === undefined ? [] : [`${title}: ${failure.message}`]),
    ...(isWrong ? [`${title}: its last book differs from the expected book`] : []),
  ];
}

function writeRow(rounds: readonly Round<ContenderName, Measurement>[], name: ContenderName): string[] {
  const measured = measurementsOf(rounds, name);
  const costs = measured.map(({ cost }) => cost);
  const worst = Math.max(...measured.map(wrongLevels));
  const [first] = measured;
  return [
    CONTENDERS[name].title,
    medianOf(costs).toFixed(2),
    rangeOf(costs, 2),
    medianOf(measured.map(({ median }) => median)).toFixed(2),
    medianOf(measured.map(({ p99 }) => p99)).toFixed(2),
    `${medianOf(ratiosOf(rounds, "ccxt", name, costOf)).toFixed(1)} ×`,
    `${medianOf(ratiosOf(rounds, name, "parse", costOf)).toFixed(2)} ×`,
    medianOf(measured.map(({ snapshotMs }) => snapshotMs)).toFixed(0),
    first?.differences === undefined ? "no book" : `${worst} of ${first.differences.levels}`,
  ];
}

const costOf = ({ cost }: Measurement): number => cost;

function wrongLevels({ differences }: Measurement): number {
  return differences?.wrong ?? 0;
}
