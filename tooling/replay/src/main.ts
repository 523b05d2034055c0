import { type Outcome, replayFolder } from "./replay-folder.ts";

/** `pnpm replay DIR…`: prints a line per sample, and exits 1 when one fails. */
async function main(folders: readonly string[]): Promise<number> {
  if (folders.length === 0) {
    console.error("usage: pnpm replay DIR [DIR…]   (folders of {kind, input} files)");
    return 2;
  }
  const outcomes = (await Promise.all(folders.map(replayFolder))).flat();
  for (const { verdict, name, kind, detail } of outcomes) {
    console.log(`${verdict.padEnd(11)}  ${name.padEnd(44)}  ${kind.padEnd(30)}  ${detail}`);
  }
  const count = (verdict: Outcome["verdict"]): number =>
    outcomes.filter((each) => each.verdict === verdict).length;
  console.log(
    `${count("ok")} ok, ${count("FAIL")} failed, ${count("not offered")} of kinds that this version does not offer`,
  );
  return count("FAIL") > 0 || outcomes.length === 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
