import type { CallRunner } from "@cqvx/core/in-memory";

/** Calls that can be ended all at once without the client being closed. */
export interface RestartableCalls extends CallRunner {
  /** Ends running calls; later ones run. Not after `close`. */
  restart(): void;
}

export function createRestartableCalls(create: () => CallRunner): RestartableCalls {
  let calls = create();
  let isClosed = false;
  return {
    run: (...parameters) => calls.run(...parameters),
    close: () => {
      isClosed = true;
      calls.close();
    },
    restart: () => {
      if (isClosed) return;
      calls.close();
      calls = create();
    },
  };
}
