/** How a run went. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

/** The report that a step left behind, as JSON. A step that left none did not get that far, and has failed. */
export type Report = string | undefined;

const UNREPORTED: Totals = { passed: 0, failed: 1 };

/** What vitest's JSON reporter counted. A file that did not load has no failed test, yet its run has failed. */
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

/** What `main.ts --json` of the checks counted. */
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
