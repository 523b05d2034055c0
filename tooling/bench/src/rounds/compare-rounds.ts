import type { Round } from "./run-rounds.ts";

/** Returns the measurements of one contender, from the rounds in which it did not fail. */
export function measurementsOf<Name extends string, Measurement>(
  rounds: readonly Round<Name, Measurement>[],
  name: Name,
): Measurement[] {
  return rounds
    .map((round) => round.get(name))
    .filter((result): result is Measurement => result !== undefined && !(result instanceof Error));
}

/**
 * Returns `left / right` for each round in which neither failed. Measurements of one round follow each other, so the rest of the
 * machine's load changes little between them.
 */
export function ratiosOf<Name extends string, Measurement>(
  rounds: readonly Round<Name, Measurement>[],
  left: Name,
  right: Name,
  figureOf: (measurement: Measurement) => number,
): number[] {
  return rounds.flatMap((round) => {
    const [[one], [other]] = [measurementsOf([round], left), measurementsOf([round], right)];
    return one === undefined || other === undefined ? [] : [figureOf(one) / figureOf(other)];
  });
}

/** Returns the first error of a contender. Undefined when it never failed. */
export function failureOf<Name extends string, Measurement>(
  rounds: readonly Round<Name, Measurement>[],
  name: Name,
): Error | undefined {
  return rounds.map((round) => round.get(name)).find((result) => result instanceof Error);
}

export function medianOf(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Writes "min … max". */
export function rangeOf(values: readonly number[], digits: number): string {
  return `${Math.min(...values).toFixed(digits)} … ${Math.max(...values).toFixed(digits)}`;
}

/** Aligns the cells of a table: names to the left, numbers to the right. */
export function alignColumns(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const align = (cell: string, column: number): string =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return table.map((row) => row.map(align).join("   "));
}
