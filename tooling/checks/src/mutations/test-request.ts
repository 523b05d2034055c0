import type { Mutation } from "./mutation.ts";

/** What a process that runs tests is asked, as JSON. */
export interface TestRequest {
  readonly root: string;
  readonly testFile: string;
  /** All tests of the file when it is left out. */
  readonly testName?: string;
  readonly mutation?: Mutation;
}

export interface TestOutcome {
  readonly name: string;
  readonly state: "passed" | "failed" | "skipped" | "pending";
}

/** What it answers. */
export interface TestReport {
  readonly outcomes: readonly TestOutcome[];
  /** Of the files themselves: they did not load. */
  readonly errors: readonly string[];
}

/** The package of a file: what stands before `/src/`. */
export function packageFolder(file: string): string {
  return file.slice(0, file.lastIndexOf("/src/"));
}
