import type { Clock } from "../contract/runtime.ts";
import { OrderStatus, TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import type { CallContext } from "../errors/call-context.ts";
import { invalidInput } from "../errors/invalid-input.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { checkConstant } from "../validation/constant.ts";
import { checkEach } from "../validation/each.ts";
import { checkKnownFields } from "../validation/known-fields.ts";
import { checkTimeoutMs } from "../validation/timeout.ts";

export interface WaitForOrderOptions {
  /** The condition to wait for: one of these statuses, or a function that returns true. Default: any final status. */
  readonly until?: readonly OrderStatus[] | ((order: Order) => boolean) | undefined;
  /** A signal that aborts the wait and the read in progress. */
  readonly signal?: AbortSignal | undefined;
  /** The timeout of the whole wait in milliseconds. Default: none. */
  readonly timeoutMs?: number | undefined;
  /** The time between reads without a stream in milliseconds, 1 to 3,600,000. Default 1,000. */
  readonly pollMs?: number | undefined;
  /** The clock. Default: the system clock. */
  readonly clock?: Clock | undefined;
}

/** Options with their defaults filled in. */
export interface CheckedWait extends Pick<WaitForOrderOptions, "signal" | "timeoutMs"> {
  /** True when the order meets `until` or has a final status. */
  readonly isDone: (order: Order) => boolean;
  readonly pollMs: number;
  readonly clock: Clock;
}

const FIELDS = ["until", "signal", "timeoutMs", "pollMs", "clock"];
const CLOCK_FUNCTIONS = ["now", "monotonic", "sleep"];

const DEFAULT_POLL_MS = 1_000;
const LONGEST_POLL_MS = 3_600_000;

/** Checks the options of a wait. Throws `invalidInput` with the field's name. */
export function checkWait(options: WaitForOrderOptions, call: CallContext): CheckedWait {
  checkKnownFields(options, FIELDS, "options", call);
  const { until = [], signal, timeoutMs, pollMs = DEFAULT_POLL_MS, clock = systemClock } = options;
  if (signal !== undefined && typeof signal?.addEventListener !== "function")
    throw invalidInput(call, "signal", "must be an AbortSignal");
  if (timeoutMs !== undefined) checkTimeoutMs(timeoutMs, call);
  if (typeof pollMs !== "number" || !(pollMs >= 1 && pollMs <= LONGEST_POLL_MS))
    throw invalidInput(call, "pollMs", "must be 1 to 3,600,000 milliseconds");
  const parts: Readonly<Record<string, unknown>> = Object(clock);
  if (!CLOCK_FUNCTIONS.every((name) => typeof parts[name] === "function"))
    throw invalidInput(call, "clock", `must be an object with ${CLOCK_FUNCTIONS.join(", ")}`);
  const isReached = checkUntil(until, call);
  const isDone = (order: Order): boolean => TERMINAL_STATUSES.has(order.status) || isReached(order);
  return { isDone, signal, timeoutMs, pollMs, clock };
}

function checkUntil(
  until: NonNullable<WaitForOrderOptions["until"]>,
  call: CallContext,
): (order: Order) => boolean {
  if (typeof until === "function") return until;
  if (!Array.isArray(until)) throw invalidInput(call, "until", "must be a list of statuses or a function");
  checkEach(until, "until", call, (status, field) => checkConstant(status, OrderStatus, field, call));
  // Copied, because the caller may change the list.
  const wanted: ReadonlySet<OrderStatus> = new Set(until);
  return ({ status }) => wanted.has(status);
}
