import type { OrderUpdates } from "../contract/venue-client.ts";
import { TERMINAL_STATUSES } from "../cqc/enums.ts";

/** An alarm that rings when one order may have changed. */
export interface OrderAlarm {
  /** True while a stream can ring the alarm. False after it has reported a final status, because no event follows. */
  readonly isLive: boolean;
  /** Opens the stream on the first call. */
  listen(): void;
  /** Returns a signal that aborts at the next ring. */
  arm(): AbortSignal;
  /** Closes the stream without waiting for it. The armed signal aborts. */
  stop(): void;
}

/**
 * Creates an alarm for one order, on the client's stream of orders if it has one. The alarm rings with every update of the
 * order. It also rings when the stream goes live or stops being live, because updates may have been missed before that.
 */
export function createOrderAlarm(client: Partial<OrderUpdates>, orderId: string): OrderAlarm {
  const over = new AbortController();
  let bell = new AbortController();
  let isLive = false;
  let hasEnded = false;

  const turn = (next: boolean): void => {
    if (next === isLive) return;
    isLive = next;
    bell.abort();
  };
  const open = async (): ReturnType<OrderUpdates["subscribeOrders"]> => {
    if (client.subscribeOrders === undefined) throw new Error("there is no stream of orders");
    return client.subscribeOrders(
      (order) => {
        if (order.orderId !== orderId) return;
        hasEnded ||= TERMINAL_STATUSES.has(order.status);
        bell.abort();
      },
      { signal: over.signal, onState: (state) => turn(state === "live") },
    );
  };
  const follow = async (subscribing: ReturnType<typeof open>): Promise<void> => {
    const { state, closed } = await subscribing;
    turn(state === "live");
    await closed;
  };
  let opening: ReturnType<typeof open> | undefined;

  return {
    get isLive() {
      return isLive && !hasEnded;
    },
    listen: () => {
      if (opening !== undefined) return;
      opening = open();
      // Without a stream, or after its end, the order is still polled.
      void follow(opening)
        .catch(() => {})
        .then(() => turn(false));
    },
    arm: () => {
      bell = new AbortController();
      return bell.signal;
    },
    stop: () => {
      over.abort();
      bell.abort();
      // This also covers a client that ignores signals, and a stream that opens later.
      void opening?.then((subscription) => subscription.close()).catch(() => {});
    },
  };
}
