import type { CallRunner, VenueCall } from "@cqvx/core/in-memory";

/** A call runner that lets a test's own errors through unchanged. */
export interface ForeignErrors {
  readonly calls: CallRunner;
  /** Makes a call reject with exactly this error. */
  passOn(call: VenueCall, error: unknown): void;
}

/**
 * Creates the runner. A client normally turns every error into a `VenueError`. An error that a test throws in an answer,
 * such as a failed assertion, must reach the test as it is.
 */
export function createForeignErrors(calls: CallRunner): ForeignErrors {
  // The key is the deadline: it is the only object that all copies of a call share.
  const foreign = new WeakMap<VenueCall["deadline"], { readonly error: unknown }>();
  return {
    calls: {
      close: calls.close,
      run: async (operation, options, work, details) => {
        let deadline: VenueCall["deadline"] | undefined;
        const noteCall = (call: VenueCall): ReturnType<typeof work> => {
          deadline = call.deadline;
          return work(call);
        };
        try {
          return await calls.run(operation, options, noteCall, details);
        } catch (error) {
          const passed = deadline && foreign.get(deadline);
          throw passed === undefined ? error : passed.error;
        }
      },
    },
    passOn: (call, error) => void foreign.set(call.deadline, { error }),
  };
}
