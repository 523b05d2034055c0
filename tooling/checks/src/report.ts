import type { CheckResult } from "./check.ts";

/** Returns the line of one check, followed by a line for each line of its problems. */
export function reportLines(name: string, result: CheckResult, milliseconds: number): string[] {
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`;
  const word = result.problems.length === 0 ? "ok  " : "FAIL";
  const problems = result.problems.flatMap((problem) => problem.split("\n").map((line) => `       ${line}`));
  return [`${word} ${name.padEnd(10)} ${result.summary} (${seconds})`, ...problems];
}

/** Returns the last line: how many checks passed and failed, and the names of the failed ones. */
export function totalsLine(passed: number, failures: readonly string[]): string {
  const names = failures.length === 0 ? "" : `: ${failures.join(", ")}`;
  return `checks: ${passed} passed, ${failures.length} failed${names}`;
}
