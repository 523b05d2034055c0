import { CONTENDER_NAMES, CONTENDERS, type ContenderName } from "./contenders.ts";
import type { Measurement } from "./measure.ts";
import type { Round } from "./run-rounds.ts";

export interface Report {
  readonly lines: readonly string[];
  /** False when a contender failed, or ended with another book than the market's. */
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

/** A row for each contender, in medians over the rounds. */
export function writeReport(rounds: readonly Round[]): Report {
  const problems = CONTENDER_NAMES.flatMap((name) => problemsOf(rounds, name));
  return {
    lines: [
      ...alignColumns([COLUMNS, ...CONTENDER_NAMES.map((name) => writeRow(rounds, name))]),
      ...problems.map((problem) => `INVALID: ${problem}`),
    ],
    isValid: problems.length === 0,
  };
}

function problemsOf(rounds: readonly Round[], name: ContenderName): string[] {
  const failure = rounds.map((round) => round.get(name)).find((result) => result instanceof Error);
  const isWrong = measurements(rounds, name).some((each) => wrongLevels(each) > 0);
  const { title } = CONTENDERS[name];
  return [
    ...(failure === undefined ? [] : [`${title}: ${failure.message}`]),
    ...(isWrong ? [`${title}: ended with another book than the market's`] : []),
  ];
}

function writeRow(rounds: readonly Round[], name: ContenderName): string[] {
  const measured = measurements(rounds, name);
  const costs = measured.map(({ cost }) => cost);
  const worst = Math.max(...measured.map(wrongLevels));
  const [first] = measured;
  return [
    CONTENDERS[name].title,
    medianOf(costs).toFixed(2),
    `${Math.min(...costs).toFixed(2)} … ${Math.max(...costs).toFixed(2)}`,
    medianOf(measured.map(({ median }) => median)).toFixed(2),
    medianOf(measured.map(({ p99 }) => p99)).toFixed(2),
    `${medianOf(ratios(rounds, "ccxt", name)).toFixed(1)} ×`,
    `${medianOf(ratios(rounds, name, "parse")).toFixed(2)} ×`,
    medianOf(measured.map(({ snapshotMs }) => snapshotMs)).toFixed(0),
    first?.differences === undefined ? "no book" : `${worst} of ${first.differences.levels}`,
  ];
}

/** Within each round, as its measurements follow each other: what else the machine does changes slowly. */
function ratios(rounds: readonly Round[], slower: ContenderName, faster: ContenderName): number[] {
  return rounds.flatMap((round) => {
    const [[left], [right]] = [measurements([round], slower), measurements([round], faster)];
    return left === undefined || right === undefined ? [] : [left.cost / right.cost];
  });
}

/** Of the rounds in which it did not fail. */
function measurements(rounds: readonly Round[], name: ContenderName): Measurement[] {
  return rounds
    .map((round) => round.get(name))
    .filter((result): result is Measurement => result !== undefined && !(result instanceof Error));
}

function wrongLevels({ differences }: Measurement): number {
  return differences?.wrong ?? 0;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Names to the left, numbers to the right. */
function alignColumns(table: readonly (readonly string[])[]): string[] {
  const widths = COLUMNS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const align = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return table.map((row) => row.map(align).join("   "));
}
