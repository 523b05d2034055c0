import type { Order, PaperClient } from "@cqvx/mock";

/** The changes of all orders, for any number of sockets. */
export interface OrderFeed {
  /** Calls the handler at each later change. Returns the function that stops it. Sends no snapshot. */
  listen(handler: (order: Order) => void): () => void;
}

/** Subscribes to the orders of an exchange that has none yet. Closing the exchange ends the feed. */
export async function openOrderFeed(paper: Pick<PaperClient, "subscribeOrders">): Promise<OrderFeed> {
  const handlers = new Set<(order: Order) => void>();
  await paper.subscribeOrders((order) => {
    for (const handler of handlers) handler(order);
  });
  return {
    listen: (handler) => {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
  };
}
