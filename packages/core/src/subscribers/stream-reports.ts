import type { Logger } from "../contract/runtime.ts";
import type { StreamOptions, StreamState } from "../contract/subscription.ts";
import type { CallContext } from "../errors/call-context.ts";
import { safeText } from "../errors/safe-text.ts";
import { callHandler } from "./call-handler.ts";

/** Reports to the functions that the caller of a `subscribe…` method passed. It never throws. */
export interface StreamReports {
  /** Passes a new state to `onState`. */
  state(state: StreamState): void;
  /** Passes an error of a function of the caller to `onError`. Logs it when there is none, or when `onError` throws. */
  error(error: unknown): void;
}

export function createStreamReports(
  { venue, operation }: CallContext,
  { onState, onError }: StreamOptions,
  logger: Logger,
): StreamReports {
  const log = (error: unknown): void =>
    logger.error({ venue, operation, error: describe(error) }, "a handler of a stream threw");
  const report = (error: unknown): void => {
    if (onError === undefined) log(error);
    else callHandler(() => onError(error), log);
  };
  return {
    state: (state) => void callHandler(() => onState?.(state), report),
    error: report,
  };
}

/** Describes a thrown value safely for a log. The value is foreign, so reading it may throw, too. */
function describe(error: unknown): string {
  try {
    return error instanceof Error ? safeText(`${error.name}: ${error.message}`) : typeof error;
  } catch {
    return "unreadable";
  }
}
