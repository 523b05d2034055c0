import { parseArgs } from "node:util";
import { measureApart, runRounds } from "../rounds/run-rounds.ts";
import { CONTENDER_NAMES, CONTENDERS, contenderNamed } from "./contenders.ts";
import { type Measurement, measure } from "./measure.ts";
import { writeReport } from "./report.ts";

/** Measures the order books and prints a table. Returns false when a run is invalid, and undefined when the options are wrong. */
export async function benchBook(args: string[]): Promise<boolean | undefined> {
  const { values } = parseArgs({
    args,
    options: {
      frames: { type: "string", default: "20000" },
      levels: { type: "string", default: "20000" },
      rounds: { type: "string", default: "5" },
      seed: { type: "string", default: "1" },
      // For internal use: the process measures this contender and prints the result as JSON.
      measure: { type: "string" },
    },
  });
  const size = { frames: Number(values.frames), levels: Number(values.levels), seed: Number(values.seed) };
  const rounds = Number(values.rounds);
  if (![rounds, ...Object.values(size)].every((each) => Number.isInteger(each) && each > 0)) return undefined;
  if (values.measure !== undefined) {
    const contender = await CONTENDERS[contenderNamed(values.measure)].start();
    console.log(JSON.stringify(await measure(contender, size)));
    return true;
  }
  console.log(
    `${size.frames} frames after a snapshot of ${size.levels} levels a side, seed ${size.seed}; medians of ${rounds} rounds, each measurement in its own process`,
  );
  const flags = Object.entries(size).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  const results = await runRounds(rounds, CONTENDER_NAMES, (name) =>
    measureApart<Measurement>(["book", "--measure", name, ...flags]),
  );
  const { lines, isValid } = writeReport(results);
  for (const line of lines) console.log(line);
  return isValid;
}
