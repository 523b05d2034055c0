/** A behaviour, a change that breaks it, and the test that must fail then. */
export interface Mutation {
  /** The behaviour as a sentence without a full stop. */
  readonly behaviour: string;
  /** The path from the repository's root. */
  readonly file: string;
  /** The text to replace. It occurs exactly once in the file. */
  readonly find: string;
  /** The text that breaks the behaviour. */
  readonly replace: string;
  readonly test: {
    /** The path from the repository's root. */
    readonly file: string;
    /** The name of the test, without the names of its describe blocks. */
    readonly name: string;
  };
}
