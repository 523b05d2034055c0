/** The result of a check. A check without problems has passed. */
export interface CheckResult {
  /** The subject of the check in a few words, such as "54 files". */
  readonly summary: string;
  /** One sentence for each problem. It begins with the file, when the problem is in one. */
  readonly problems: readonly string[];
}

/** One promise of the repository. */
export interface Check {
  readonly name: string;
  /** The promise as a sentence, for the list of checks. */
  readonly promise: string;
  /** Runs the check on the repository in the folder `root`. */
  run(root: string): CheckResult | Promise<CheckResult>;
}
