import { parseArgs } from "node:util";
import { isVenue, type Outcome, replayFolder } from "./replay-folder.ts";

const USAGE =
  "usage: pnpm replay DIR [DIR…] [--venue NAME]   (DIR holds {kind, input} files; the default venue is the name of the folder, or coinbase)";

/** Prints a line per sample. Returns the exit code: 1 when a sample fails or there is none, 2 for wrong arguments. */
async function main(): Promise<number> {
  const { positionals: folders, values } = parseArgs({
    allowPositionals: true,
    options: { venue: { type: "string" } },
  });
  const { venue } = values;
  if (folders.length === 0 || (venue !== undefined && !isVenue(venue))) {
    console.error(USAGE);
    return 2;
  }
  const outcomes = (await Promise.all(folders.map((folder) => replayFolder(folder, venue)))).flat();
  for (const { verdict, name, kind, detail } of outcomes) {
    console.log(`${verdict.padEnd(11)}  ${name.padEnd(44)}  ${kind.padEnd(30)}  ${detail}`);
  }
  const count = (verdict: Outcome["verdict"]): number =>
    outcomes.filter((each) => each.verdict === verdict).length;
  console.log(`${count("ok")} ok, ${count("FAIL")} failed, ${count("not offered")} not offered`);
  return count("FAIL") > 0 || outcomes.length === 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
