import type { CallRunner, VenueCall } from "@cqvx/core/in-memory";

/** Errors of a test's own, which pass through a client as they are. */
export interface ForeignErrors {
  readonly calls: CallRunner;
  /** Makes a call reject with exactly this, however it ends. */
  passOn(call: VenueCall, error: unknown): void;
}

/**
 * A real client rejects with a `VenueError` and nothing else. What a test throws in an answer, an assertion that failed for
 * one, must not be dressed up as one: it is what the call rejects with.
 */
export function createForeignErrors(calls: CallRunner): ForeignErrors {
  // By its deadline, the one part of a call that its copies share.
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
