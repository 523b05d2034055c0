import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CONTENDER_NAMES, type ContenderName } from "./contenders.ts";
import type { Measurement } from "./measure.ts";
import type { WorkloadSize } from "./workload.ts";

/** What each contender did in a round; a failure as its reason. */
export type Round = ReadonlyMap<ContenderName, Measurement | Error>;

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

/** Each measurement has a process of its own, and each round begins with another contender. */
export async function runRounds(rounds: number, size: WorkloadSize): Promise<Round[]> {
  const all: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const first = round % CONTENDER_NAMES.length;
    const order = [...CONTENDER_NAMES.slice(first), ...CONTENDER_NAMES.slice(0, first)];
    const results = new Map<ContenderName, Measurement | Error>();
    for (const name of order) results.set(name, await measureApart(name, size));
    all.push(results);
  }
  return all;
}

async function measureApart(name: ContenderName, size: WorkloadSize): Promise<Measurement | Error> {
  const flags = Object.entries(size).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...process.execArgv,
      MAIN,
      "book",
      "--measure",
      name,
      ...flags,
    ]);
    return JSON.parse(stdout);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
