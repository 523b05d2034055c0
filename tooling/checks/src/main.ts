import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { CheckResult } from "./check.ts";
import { checks } from "./checks.ts";
import { reportLines, totalsLine } from "./report.ts";

/**
 * Runs the named checks, or all of them: `node tooling/checks/src/main.ts [name…]`. Exits with 1 when a check failed.
 * `--json FILE` also writes the totals to a file. `--list` prints the checks instead of running them.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, root: { type: "string" }, list: { type: "boolean" } },
});
const root = resolve(values.root ?? resolve(import.meta.dirname, "../../.."));
const unknown = positionals.filter((name) => !checks.some((check) => check.name === name));

if (values.list === true || unknown.length > 0) {
  for (const name of unknown) console.log(`There is no check named ${name}. The checks are:`);
  for (const { name, promise } of checks) console.log(`${name.padEnd(10)} ${promise}`);
  process.exitCode = unknown.length > 0 ? 1 : 0;
} else {
  const chosen = checks.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const failures: string[] = [];
  for (const check of chosen) {
    const started = performance.now();
    const result = await outcome(() => check.run(root));
    for (const line of reportLines(check.name, result, performance.now() - started)) console.log(line);
    if (result.problems.length > 0) failures.push(check.name);
  }
  const passed = chosen.length - failures.length;
  console.log(`\n${totalsLine(passed, failures)}`);
  if (values.json !== undefined) {
    writeFileSync(values.json, JSON.stringify({ passed, failed: failures.length, failures }));
  }
  process.exitCode = failures.length > 0 ? 1 : 0;
}

/** Runs one check. A check that throws counts as failed, so that the others still run. */
async function outcome(run: () => CheckResult | Promise<CheckResult>): Promise<CheckResult> {
  try {
    return await run();
  } catch (error) {
    return { summary: "did not finish", problems: [error instanceof Error ? error.message : String(error)] };
  }
}
