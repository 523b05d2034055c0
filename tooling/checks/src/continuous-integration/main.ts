import { existsSync, readFileSync } from "node:fs";
import { addTotals, checkTotals, type Report, testTotals } from "./totals.ts";

/** Prints the sum of two reports as `N passed, N failed`: `main.ts TESTS CHECKS`. Exits with 1 when anything failed. */
const [tests, checks] = process.argv.slice(2);
const { passed, failed } = addTotals(testTotals(read(tests)), checkTotals(read(checks)));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function read(file: string | undefined): Report {
  return file !== undefined && existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
