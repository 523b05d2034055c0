import type { CallOptions } from "../contract/call-options.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { isVenueError, VenueError } from "../errors/venue-error.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import { isClientOrderId } from "../validation/identifiers.ts";
import { CALL_OPTIONS, checkKnownFields } from "../validation/known-fields.ts";
import { checkTimeoutMs } from "../validation/timeout.ts";
import { type Deadline, startDeadline } from "./deadline.ts";
import { reportFailure } from "./report-failure.ts";

/** One call of a public method: its name, its deadline, and the client order id once there is one. */
export interface VenueCall extends CallContext {
  readonly deadline: Deadline;
}

/** The particulars of one method. */
export interface CallDetails {
  /** The names of its options beyond those of every call. "any" when the work checks them. Default: none. */
  readonly ownOptions?: readonly string[] | "any";
  /** Returns the caller's `clientOrderId`. A valid one is on every error of the call. */
  readonly clientOrderId?: () => unknown;
}

/** The parts that the methods of every client use, with or without a network below them. */
export interface ClientParts {
  readonly venue: string;
  readonly calls: CallRunner;
  readonly runtime: ResolvedRuntime;
  readonly config: {
    /** Milliseconds for which `cancelOrder` and `editOrder` look for their effect. */
    readonly cancelMs: number;
  };
}

/** Runs the public methods of a client, each within one deadline. They reject with a `VenueError` and nothing else. */
export interface CallRunner {
  run<Result>(
    operation: string,
    options: CallOptions | undefined,
    work: (call: VenueCall) => Promise<Result>,
    details?: CallDetails,
  ): Promise<Result>;
  /** Ends the running calls. Later calls reject. */
  close(): void;
}

export function createCallRunner(
  venue: string,
  defaultTimeoutMs: number,
  runtime: ResolvedRuntime,
): CallRunner {
  const running = new Set<Deadline>();
  let isClosed = false;
  return {
    run: async (operation, options, work, { ownOptions = [], clientOrderId } = {}) => {
      const context = { venue, operation, ...readClientOrderId(clientOrderId) };
      let deadline: Deadline | undefined;
      try {
        checkOptions(options, ownOptions, context);
        if (isClosed) throw closedError(context);
        const timeoutMs = checkTimeoutMs(options?.timeoutMs ?? defaultTimeoutMs, context);
        deadline = startDeadline(runtime.clock, { timeoutMs, signal: options?.signal });
        running.add(deadline);
        return await work({ ...context, deadline });
      } catch (error) {
        const failure = isVenueError(error) ? error : unexpected(error, context);
        reportFailure(failure, runtime);
        throw failure;
      } finally {
        if (deadline !== undefined) running.delete(deadline);
        deadline?.dispose();
      }
    },
    close: () => {
      isClosed = true;
      for (const deadline of running) deadline.end("closed");
    },
  };
}

function closedError(call: CallContext): VenueError {
  return new VenueError({ ...call, kind: "aborted", code: "CLIENT_CLOSED", reason: "the client is closed" });
}

/** Reads a caller's id. An object that throws when it is read is reported later, when it is checked. */
function readClientOrderId(read: () => unknown = () => undefined): Pick<CallContext, "clientOrderId"> {
  try {
    const clientOrderId = read();
    return isClientOrderId(clientOrderId) ? { clientOrderId } : {};
  } catch {
    return {};
  }
}

function checkOptions(
  options: CallOptions | undefined,
  ownOptions: readonly string[] | "any",
  call: CallContext,
): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null)
    throw invalidInput(call, "options", "must be an object");
  if (ownOptions !== "any") checkKnownFields(options, [...CALL_OPTIONS, ...ownOptions], "options", call);
  const { signal } = options;
  if (signal !== undefined && !isAbortSignal(signal)) {
    throw invalidInput(call, "signal", "must be an AbortSignal");
  }
}

function isAbortSignal(signal: AbortSignal): boolean {
  const { addEventListener, removeEventListener } = Object(signal);
  return typeof addEventListener === "function" && typeof removeEventListener === "function";
}

/**
 * Creates the error for a fault of CQVX itself. It names the class only, since the message may quote anything. The fault may
 * come after a request was sent.
 */
function unexpected(error: unknown, call: CallContext): VenueError {
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return new VenueError({
    ...call,
    kind: "malformed",
    code: "INTERNAL",
    sent: "maybe",
    reason: `unexpected ${name} in CQVX`,
  });
}
