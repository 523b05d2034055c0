/** The numbers of passed and failed tests or checks. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

/** The report of a step as JSON. It is undefined when the step failed before it could write a report. */
export type Report = string | undefined;

const UNREPORTED: Totals = { passed: 0, failed: 1 };

/** Reads the totals of vitest's JSON report. A file that did not load counts as one failure, although it has no failed test. */
export function testTotals(report: Report): Totals {
  if (report === undefined) return UNREPORTED;
  const { numPassedTests, numFailedTests, success, testResults } = JSON.parse(report) as VitestReport;
  const unloaded = testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((result) => result.status === "failed"),
  ).length;
  const failed = numFailedTests + unloaded;
  return { passed: numPassedTests, failed: failed === 0 && !success ? 1 : failed };
}

/** Reads the totals that `main.ts --json` of the checks wrote. */
export function checkTotals(report: Report): Totals {
  return report === undefined ? UNREPORTED : JSON.parse(report);
}

export function addTotals(left: Totals, right: Totals): Totals {
  return { passed: left.passed + right.passed, failed: left.failed + right.failed };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly success: boolean;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}
