import type { Mutation } from "./mutation.ts";

/** The request to a process that runs tests, sent as JSON. */
export interface TestRequest {
  readonly root: string;
  readonly testFile: string;
  /** The name of the tests to run. Default: all tests of the file. */
  readonly testName?: string;
  readonly mutation?: Mutation;
}

export interface TestOutcome {
  readonly name: string;
  readonly state: "passed" | "failed" | "skipped" | "pending";
}

/** The reply of the process. */
export interface TestReport {
  readonly outcomes: readonly TestOutcome[];
  /** The errors of test files that did not load. */
  readonly errors: readonly string[];
}

/** Returns the folder of the package that holds a file: the part of the path before `/src/`. */
export function packageFolder(file: string): string {
  return file.slice(0, file.lastIndexOf("/src/"));
}
