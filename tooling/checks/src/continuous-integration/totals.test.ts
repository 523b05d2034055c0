import { expect, test } from "vitest";
import { addTotals, checkTotals, testTotals } from "./totals.ts";

const PASSED = { status: "passed", assertionResults: [{ status: "passed" }] };

test("sums tests and checks", () => {
  const tests = testTotals(report({ numPassedTests: 7, numFailedTests: 2, success: false }));
  const checks = checkTotals('{"passed":12,"failed":1,"failures":["lint"]}');
  expect(addTotals(tests, checks)).toEqual({ passed: 19, failed: 3 });
});

test("counts a test file that did not load as failed", () => {
  const testResults = [PASSED, { status: "failed", assertionResults: [] }];
  const tests = report({ numPassedTests: 1, numFailedTests: 0, success: false, testResults });
  expect(testTotals(tests)).toEqual({ passed: 1, failed: 1 });
});

test("counts a run that failed for another reason as failed", () => {
  const tests = report({ numPassedTests: 1, numFailedTests: 0, success: false });
  expect(testTotals(tests)).toEqual({ passed: 1, failed: 1 });
});

test("counts a step without a report as failed", () => {
  expect(testTotals(undefined)).toEqual({ passed: 0, failed: 1 });
  expect(checkTotals(undefined)).toEqual({ passed: 0, failed: 1 });
});

function report(counts: object): string {
  return JSON.stringify({ testResults: [PASSED], ...counts });
}
