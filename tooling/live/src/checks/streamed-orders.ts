import type { Order } from "@cqvx/core";
import { type Check, STREAM_MS } from "../check.ts";
import { follow } from "../follow.ts";

export const streamedOrders: Check = {
  method: "subscribeOrders",
  timeoutMs: STREAM_MS,
  run: async (client, { signal }) => {
    const { liveMs } = await follow<Order>({
      subscribe: (handler, options) => client.subscribeOrders((order) => handler(order), options),
      verify: () => {},
      // An account may have no open order.
      count: 0,
      signal,
    });
    return `live after ${liveMs.toFixed(0)} ms`;
  },
};
