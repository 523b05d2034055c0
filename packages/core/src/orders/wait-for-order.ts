import type { OrderUpdates, VenueClient } from "../contract/venue-client.ts";
import { nameOf, OrderStatus } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import { readAttemptFailure, startAttempt } from "../http/attempt.ts";
import { CallEnded, type Deadline, startDeadline } from "../http/deadline.ts";
import { checkOrderId } from "../validation/identifiers.ts";
import { createOrderAlarm, type OrderAlarm } from "./order-alarm.ts";
import { createPollPace, type Pause } from "./poll-pace.ts";
import { type CheckedWait, checkWait, type WaitForOrderOptions } from "./wait-options.ts";

/** A client to read an order from: every `VenueClient`. With a stream of orders, changes are noticed at once. */
export type OrderSource = Pick<VenueClient, "venue" | "getOrder"> & Partial<OrderUpdates>;

/**
 * Waits until an order has a final status, or until another condition in `until` is true. Resolves with the complete order,
 * as `getOrder` returns it. Also resolves when the order ends without meeting `until`, so check its `status`.
 *
 * If the client has `subscribeOrders`, the order is read after each event of the stream, and otherwise every 15 s, or every
 * `pollMs` if that is longer. The stream opens when the order is not final at the first read. Without a live stream, the
 * order is read every `pollMs`. Transient errors do not end the wait. In the first 3 s, `notFound` does not end it either.
 *
 * Rejects with the `VenueError` of a read that cannot be retried, with kind `timeout` or `aborted` when the wait itself
 * ends, and with any error that `until` throws.
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
    // A wait that has already ended sends nothing.
    if (deadline.ended !== undefined) throw deadline.ended;
    const readOrder = async (): Promise<Order> => {
      latest = await client.getOrder(orderId, { signal: deadline.signal });
      return latest;
    };
    return await pollUntilDone(readOrder, wait, deadline, alarm);
  } catch (error) {
    if (!(error instanceof CallEnded)) throw error;
    const failure = readAttemptFailure(error, startAttempt({ ...call, deadline }, undefined));
    throw failure.kind === "timeout" ? failure.with({ reason: describeWait(latest) }) : failure;
  } finally {
    alarm.stop();
    deadline.dispose();
  }
}

/** Returns the reason of a timed-out wait, with the last known status of the order. */
function describeWait(latest: Order | undefined): string {
  if (latest === undefined) return "the wait timed out before the order could be read";
  return `the wait timed out; the order was ${nameOf(OrderStatus, latest.status)} when it was last read`;
}

/** Reads the order until the wait is done, one read at a time. */
async function pollUntilDone(
  readOrder: () => Promise<Order>,
  { isDone, pollMs, clock }: CheckedWait,
  deadline: Deadline,
  alarm: OrderAlarm,
): Promise<Order> {
  const pace = createPollPace(clock, pollMs);
  for (;;) {
    // Armed before the read, because an event during the read may be newer than its result.
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
    // Most orders are final at the first read and need no socket, so the stream opens after it.
    alarm.listen();
    const sleeping = clock.sleep(pause.ms, pause.isFirm ? deadline.signal : bell);
    await deadline.race(sleeping.catch(() => {}));
  }
}
