import type { OrderUpdates } from "../contract/venue-client.ts";
import { TERMINAL_STATUSES } from "../cqc/enums.ts";

/** Rings when something may have happened to one order. */
export interface OrderAlarm {
  /** Whether a stream is there to ring it. Not after it has told of the end, as nothing more will come. */
  readonly isLive: boolean;
  /** Opens the stream, unless that was done. */
  listen(): void;
  /** Aborts when it rings for the first time from now on. */
  arm(): AbortSignal;
  /** Leaves the stream, and does not wait for that. What was armed aborts. */
  stop(): void;
}

/**
 * Made ready to listen for an order, where the client has a stream of orders. It rings with every update, and whenever the stream
 * becomes live or is not so any more: before it was, and after that, it may have missed something.
 */
export function createOrderAlarm(client: Partial<OrderUpdates>, orderId: string): OrderAlarm {
  const over = new AbortController();
  let bell = new AbortController();
  let isLive = false;
  let isEndTold = false;

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
        isEndTold ||= TERMINAL_STATUSES.has(order.status);
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
      return isLive && !isEndTold;
    },
    listen: () => {
      if (opening !== undefined) return;
      opening = open();
      // Without a stream, or after its end, there are still looks.
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
      // Also where a client pays no heed to signals, and where it opens only later.
      void opening?.then((subscription) => subscription.close()).catch(() => {});
    },
  };
}
