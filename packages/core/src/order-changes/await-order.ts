import type { Order } from "../cqc/messages.ts";
import { startDeadline } from "../http/deadline.ts";
import type { ClientParts, VenueCall } from "../http/venue-call.ts";

/** Milliseconds between reads. The last one repeats. */
const LOOK_AFTER_MS = [50, 100, 200, 400] as const;

/**
 * Reads an order until an accepted change shows: at least once, and for at most `orderSafety.cancelMs`. Resolves with the order
 * as last read, or with undefined when it could not be read.
 */
export async function awaitOrder(
  { config, runtime }: Pick<ClientParts, "config" | "runtime">,
  call: VenueCall,
  readOrder: (look: VenueCall) => Promise<Order>,
  isDone: (order: Order) => boolean,
): Promise<Order | undefined> {
  if (config.cancelMs === 0) return readOrder(call).catch(() => undefined);
  // It also ends a read that hangs.
  const looking = startDeadline(runtime.clock, { timeoutMs: config.cancelMs, within: call.deadline });
  let latest: Order | undefined;
  try {
    for (let look = 0; looking.ended === undefined; look++) {
      latest = await looking.race(readOrder({ ...call, deadline: looking })).catch(() => latest);
      if (latest !== undefined && isDone(latest)) return latest;
      const waitMs = LOOK_AFTER_MS[Math.min(look, LOOK_AFTER_MS.length - 1)] ?? 0;
      await runtime.clock.sleep(waitMs, looking.signal).catch(() => {});
    }
    return latest;
  } finally {
    looking.dispose();
  }
}
