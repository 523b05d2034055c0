import type { OrderUpdates, VenueClient } from "../contract/venue-client.ts";
import { nameOf, OrderStatus } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { readAttemptFailure, startAttempt } from "../http/attempt.ts";
import { CallEnded, type Deadline, startDeadline } from "../http/deadline.ts";
import { checkOrderId } from "../validation/identifiers.ts";
import { createLookPace, type Pause } from "./look-pace.ts";
import { createOrderAlarm, type OrderAlarm } from "./order-alarm.ts";
import { type CheckedWait, checkWait, type WaitForOrderOptions } from "./wait-options.ts";

/** Where orders are read: every `VenueClient`. With a stream of orders, changes are noticed at once. */
export type OrderSource = Pick<VenueClient, "venue" | "getOrder"> & Partial<OrderUpdates>;

/**
 * Waits until an order is over, or until something else that is asked for. Resolves with the whole order as `getOrder`
 * gives it; also when the order is over without what was asked for, as nothing can change any more: look at its `status`.
 *
 * Where the client has `subscribeOrders`, the order is read when the stream tells of it and else every 15 s; the stream is
 * opened when the order is not over at the first look. Without it, while it is interrupted, or when it cannot be opened,
 * every `pollMs`. Failures that pass are survived, and for the first 3 s that the venue does not find the order.
 *
 * Rejects with the `VenueError` of a look that is final, with kind `timeout` or `aborted` when the wait itself ends, and
 * with what `until` throws.
 */
export async function waitForOrder(
  client: OrderSource,
  orderId: string,
  options: WaitForOrderOptions = {},
): Promise<Order> {
  const call = { venue: client.venue, operation: "waitForOrder", orderId };
  checkOrderId(orderId, { ...call, orderId: undefined });
  const wait = checkWait(options, call);
  const deadline = startDeadline(wait.clock, { timeoutMs: wait.timeoutMs, signal: wait.signal });
  const alarm = createOrderAlarm(client, orderId);
  let latest: Order | undefined;
  try {
    // Before anything is sent for a wait that is over already.
    if (deadline.ended !== undefined) throw deadline.ended;
    const readOrder = async (): Promise<Order> => {
      latest = await client.getOrder(orderId, { signal: deadline.signal });
      return latest;
    };
    return await lookUntilDone(readOrder, wait, deadline, alarm);
  } catch (error) {
    if (!(error instanceof CallEnded)) throw error;
    const failure = readAttemptFailure(error, startAttempt({ ...call, deadline }, undefined));
    throw failure.kind === "timeout" ? failure.with({ reason: describeWait(latest) }) : failure;
  } finally {
    alarm.stop();
    deadline.dispose();
  }
}

/** It is the wait that is over, and not the order. */
function describeWait(latest: Order | undefined): string {
  if (latest === undefined) return "the time to wait passed before the order could be read";
  return `the time to wait passed; the order was ${nameOf(OrderStatus, latest.status)} when it was last read`;
}

/** One look after the other, and never two at a time. */
async function lookUntilDone(
  readOrder: () => Promise<Order>,
  { isDone, pollMs, clock }: CheckedWait,
  deadline: Deadline,
  alarm: OrderAlarm,
): Promise<Order> {
  const pace = createLookPace(clock, pollMs);
  for (;;) {
    // Before the look: what is told during it may be newer than what it finds.
    const bell = alarm.arm();
    let order: Order | undefined;
    let pause: Pause;
    try {
      order = await deadline.race(readOrder());
      pause = pace.afterOrder(alarm.isLive);
    } catch (error) {
      pause = pace.afterFailure(error);
    }
    if (order !== undefined && isDone(order)) return order;
    // Only now: most orders that are waited for are over at the first look, and need no socket.
    alarm.listen();
    const sleeping = clock.sleep(pause.ms, pause.isFirm ? deadline.signal : bell);
    await deadline.race(sleeping.catch(() => {}));
  }
}
