import type { Clock } from "../contract/runtime.ts";
import { OrderStatus, TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { startDeadline } from "./deadline.ts";
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
  if (maxMs === 0) return OrderStatus.PENDING_CANCEL;
  // It bounds a look that hangs, too.
  const looking = startDeadline(clock, maxMs, undefined, call.deadline.signal);
  try {
    for (let look = 0; !looking.signal.aborted; look++) {
      const order = await looking.race(readOrder()).catch((): undefined => undefined);
      if (order !== undefined && TERMINAL_STATUSES.has(order.status)) return order.status;
      const waitMs = LOOK_AFTER_MS[Math.min(look, LOOK_AFTER_MS.length - 1)] ?? 0;
      await clock.sleep(waitMs, looking.signal).catch(() => {});
    }
    return OrderStatus.PENDING_CANCEL;
  } finally {
    looking.dispose();
  }
}
