import { parseArgs } from "node:util";
import { CONTENDERS, contenderNamed } from "./book/contenders.ts";
import { measure } from "./book/measure.ts";
import { writeReport } from "./book/report.ts";
import { runRounds } from "./book/run-rounds.ts";

const USAGE = "usage: pnpm bench book [--frames N] [--levels N] [--rounds N] [--seed N]";

/** Prints the table; 1 when a run is invalid, 2 when the command is wrong. */
async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      frames: { type: "string", default: "20000" },
      levels: { type: "string", default: "20000" },
      rounds: { type: "string", default: "5" },
      seed: { type: "string", default: "1" },
      // How the processes of a run are started, one for each measurement.
      measure: { type: "string" },
    },
  });
  const size = { frames: Number(values.frames), levels: Number(values.levels), seed: Number(values.seed) };
  const rounds = Number(values.rounds);
  if (
    positionals.join() !== "book" ||
    ![rounds, ...Object.values(size)].every((each) => Number.isInteger(each) && each > 0)
  ) {
    console.error(USAGE);
    return 2;
  }
  if (values.measure !== undefined) {
    const contender = await CONTENDERS[contenderNamed(values.measure)].start();
    console.log(JSON.stringify(await measure(contender, size)));
    return 0;
  }
  console.log(
    `${size.frames} frames after a snapshot of ${size.levels} levels a side, seed ${size.seed}; medians of ${rounds} rounds, each measurement in a process of its own`,
  );
  const { lines, isValid } = writeReport(await runRounds(rounds, size));
  for (const line of lines) console.log(line);
  return isValid ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
