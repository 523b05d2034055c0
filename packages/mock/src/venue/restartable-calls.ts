import type { CallRunner } from "@cqvx/core/in-memory";

/** A call runner whose running calls can be ended together without closing the client. */
export interface RestartableCalls extends CallRunner {
  /** Ends running calls and accepts new ones. Does nothing after `close`. */
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
