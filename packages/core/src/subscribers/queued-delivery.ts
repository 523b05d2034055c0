import { callHandler } from "./call-handler.ts";

export interface QueuedDeliveryOptions<Item extends object> {
  readonly handle: (item: Item) => unknown;
  /** Items that may wait for a handler at work. */
  readonly limit: number;
  /** Whether nothing may be delivered any more. */
  readonly isOver: () => boolean;
  readonly report: (error: unknown) => void;
  /** More wait than may. */
  readonly overflow: () => void;
}

/** Hands items to a handler one after the other, each once and in order. The function that is returned never throws. */
export function createQueuedDelivery<Item extends object>(
  options: QueuedDeliveryOptions<Item>,
): (items: readonly Item[]) => void {
  const { handle, limit, isOver, report, overflow } = options;
  let waiting: Item[] = [];
  /** So many of them have been handed over. They leave together: moving up the rest for each would cost too much. */
  let handed = 0;
  let isRunning = false;

  const finish = (): void => {
    isRunning = false;
    drain();
  };
  const drain = (): void => {
    while (!isRunning && !isOver()) {
      const item = waiting[handed];
      if (item === undefined) break;
      handed += 1;
      // Before it is called: what it does itself may bring more.
      isRunning = true;
      isRunning = callHandler(() => handle(item), report, finish);
    }
    if (handed * 2 >= waiting.length || isOver()) dropHanded();
  };
  const dropHanded = (): void => {
    waiting = isOver() ? [] : waiting.slice(handed);
    handed = 0;
  };

  return (items) => {
    for (const item of items) waiting.push(item);
    drain();
    if (waiting.length - handed <= limit || isOver()) return;
    overflow();
    dropHanded();
  };
}
