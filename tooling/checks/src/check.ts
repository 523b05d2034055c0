/** What a check found. No problems means that it passed. */
export interface CheckResult {
  /** What was looked at, in a few words: "54 files". */
  readonly summary: string;
  /** One sentence each, beginning with the file where there is one. */
  readonly problems: readonly string[];
}

/** One promise of the repository. `root` is the repository's folder: tests hand in a planted one. */
export interface Check {
  readonly name: string;
  /** The promise as a sentence, for the list of checks. */
  readonly promise: string;
  run(root: string): CheckResult | Promise<CheckResult>;
}
