import type { Trading } from "../contract/venue-client.ts";
import { OrderStatus, TERMINAL_STATUSES } from "../cqc/enums.ts";
import type { Order } from "../cqc/messages.ts";
import type { Connection } from "../http/connection.ts";
import { readPages } from "../http/read-pages.ts";
import type { OrderStream } from "./venue-streams.ts";

/** Creates the function that lists all open orders: with the venue's own requests, or else with `getOrders`. */
export function createListOpen(
  { http, calls }: Connection,
  { getOrders }: Pick<Trading, "getOrders">,
  { listOpen }: Pick<OrderStream, "listOpen">,
): (signal: AbortSignal) => Promise<readonly Order[]> {
  if (listOpen === undefined)
    return (signal) => getOrders({ statuses: OPEN_STATUSES, limit: MOST_OPEN }, { signal });
  return (signal) =>
    calls.run("subscribeOrders", { signal }, async (call) => {
      const idOf = ({ orderId }: Order): string => orderId;
      const lists = listOpen(call).map((request) => readPages(http, call, request, { idOf }));
      return (await Promise.all(lists)).flat();
    });
}

/** The limit of open orders that `getOrders` lists. */
const MOST_OPEN = 10_000;

const OPEN_STATUSES: readonly OrderStatus[] = Object.values(OrderStatus).filter(
  (status) => status !== OrderStatus.UNSPECIFIED && !TERMINAL_STATUSES.has(status),
);
