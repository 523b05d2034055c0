/** A listed behaviour, how to break it, and the test that must notice. */
export interface Mutation {
  /** What the software does, as a sentence without its full stop. */
  readonly behaviour: string;
  /** From the repository's root. */
  readonly file: string;
  /** Text that occurs exactly once in the file… */
  readonly find: string;
  /** …and what stands there when the behaviour is broken. */
  readonly replace: string;
  readonly test: {
    /** From the repository's root. */
    readonly file: string;
    /** The test's own name, without those of the describe blocks around it. */
    readonly name: string;
  };
}
