import type { Clock } from "../contract/runtime.ts";
import { OrderStatus, TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import type { VenueCall } from "./venue-call.ts";

/** Milliseconds between looks; the last one repeats. */
const LOOK_AFTER_MS = [50, 100, 200, 400] as const;

/**
 * Looks at an order whose cancel was accepted until it is over: it may still fill first. PENDING_CANCEL when it is not
 * over within `maxMs` or cannot be read, for the cancel itself was accepted.
 */
export async function awaitFinalStatus(
  call: VenueCall,
  clock: Clock,
  maxMs: number,
  readOrder: () => Promise<Order>,
): Promise<OrderStatus> {
  const until = clock.monotonic() + maxMs;
  for (let look = 0; ; look++) {
    const order = await readOrder().catch((): undefined => undefined);
    if (order !== undefined && TERMINAL_STATUSES.has(order.status)) return order.status;
    const waitMs = LOOK_AFTER_MS[Math.min(look, LOOK_AFTER_MS.length - 1)] ?? 0;
    if (call.deadline.signal.aborted || clock.monotonic() + waitMs > until) return OrderStatus.PENDING_CANCEL;
    await clock.sleep(waitMs, call.deadline.signal).catch(() => {});
  }
}
