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
import { AT_ONCE, type Measurement } from "./measure.ts";

export interface Report {
  readonly lines: readonly string[];
  /** False when a contender failed, or read another order. */
  readonly isValid: boolean;
}

const COLUMNS = [
  "",
  "µs a call",
  "min … max",
  "of fetch",
  "of coinbase-api",
  `calls/s, ${AT_ONCE} at once`,
  "min … max",
  "of fetch",
  "of coinbase-api",
];

/** Writes a row for each contender, in medians over the rounds. Ratios are taken within each round. */
export function writeReport(rounds: readonly Round<ContenderName, Measurement>[]): Report {
  const failures = CONTENDER_NAMES.flatMap((name) => {
    const failure = failureOf(rounds, name);
    return failure === undefined ? [] : [`${CONTENDERS[name].title}: ${failure.message}`];
  });
  return {
    lines: [
      ...alignColumns([COLUMNS, ...CONTENDER_NAMES.map((name) => writeRow(rounds, name))]),
      ...failures.map((failure) => `INVALID: ${failure}`),
    ],
    isValid: failures.length === 0,
  };
}

const latencyOf = ({ latencyUs }: Measurement): number => latencyUs;
const throughputOf = ({ callsPerSecond }: Measurement): number => callsPerSecond;

function writeRow(rounds: readonly Round<ContenderName, Measurement>[], name: ContenderName): string[] {
  const measured = measurementsOf(rounds, name);
  const [latencies, throughputs] = [measured.map(latencyOf), measured.map(throughputOf)];
  const ratio = (to: ContenderName, figureOf: (measurement: Measurement) => number): string =>
    `${medianOf(ratiosOf(rounds, name, to, figureOf)).toFixed(2)} ×`;
  return [
    CONTENDERS[name].title,
    medianOf(latencies).toFixed(0),
    rangeOf(latencies, 0),
    ratio("fetch", latencyOf),
    ratio("axios", latencyOf),
    medianOf(throughputs).toFixed(0),
    rangeOf(throughputs, 0),
    ratio("fetch", throughputOf),
    ratio("axios", throughputOf),
  ];
}
