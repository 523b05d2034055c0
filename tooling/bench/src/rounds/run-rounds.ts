import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The measurements of one round by contender. A failure is kept as its error. */
export type Round<Name extends string, Measurement> = ReadonlyMap<Name, Measurement | Error>;

/** Measures every contender once a round. Each round begins with another contender. */
export async function runRounds<Name extends string, Measurement>(
  rounds: number,
  names: readonly Name[],
  measure: (name: Name) => Promise<Measurement>,
): Promise<Round<Name, Measurement>[]> {
  const all: Round<Name, Measurement>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const first = round % names.length;
    const order = [...names.slice(first), ...names.slice(0, first)];
    const results = new Map<Name, Measurement | Error>();
    for (const name of order) results.set(name, await measure(name).catch(asError));
    all.push(results);
  }
  return all;
}

/** The program that prints the reports, and runs single measurements. */
export const MAIN: string = fileURLToPath(new URL("../main.ts", import.meta.url));

/** Runs one measurement in a process of its own. It prints its result as JSON. */
export async function measureApart<Measurement>(args: readonly string[]): Promise<Measurement> {
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, MAIN, ...args]);
  return JSON.parse(stdout);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
