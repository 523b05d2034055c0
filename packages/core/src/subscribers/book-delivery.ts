import type { OrderBookHandler } from "../contract/subscription.ts";
import type { OrderBook } from "../cqc/messages.ts";
import type { BookView } from "../feeds/book-feed.ts";
import { callHandler } from "./call-handler.ts";
import type { Delivery, DeliveryContext } from "./subscriber.ts";

/** Creates a delivery of books that conflates: a handler gets the latest book, and the last one once more as `stale`. */
export function deliverBooks(
  handler: OrderBookHandler,
  symbol: string,
  depth: number,
): (context: DeliveryContext) => Delivery<BookView> {
  return ({ state, report }) => {
    let view: BookView | undefined;
    let last: OrderBook | undefined;
    const run = createLatestDelivery(() => {
      const now = state();
      if (now === "live") last = view?.read(symbol, depth);
      return now === "closed" || last === undefined ? undefined : handler(last, { state: now });
    }, report);
    return {
      deliver: (latest) => {
        view = latest;
        run();
      },
      stale: run,
    };
  };
}

/**
 * Returns a function that runs `deliver`, one run at a time. Calls during a run lead to one more run after it. The function
 * never throws; `report` receives the errors of runs.
 */
export function createLatestDelivery(deliver: () => unknown, report: (error: unknown) => void): () => void {
  let isRunning = false;
  let isRenewed = false;

  const finish = (): void => {
    isRunning = false;
    runWhileRenewed();
  };
  const runWhileRenewed = (): void => {
    while (isRenewed && !isRunning) {
      isRenewed = false;
      // Set before the call, because `deliver` itself may call the returned function.
      isRunning = true;
      isRunning = callHandler(deliver, report, finish);
    }
  };
  return () => {
    isRenewed = true;
    runWhileRenewed();
  };
}
