import type { Trading } from "../contract/venue-client.ts";
import type { Order } from "../cqc/messages.ts";
import { isVenueError, type VenueErrorKind } from "../errors/venue-error.ts";

/** Looks up the orders that a stream does not report. */
export interface OrderLookUp extends Pick<Trading, "getOrder" | "getOrders"> {
  /** Reads every open order. */
  listOpen(signal: AbortSignal): Promise<readonly Order[]>;
}

/** The facts that decide which orders are looked up. */
export interface MissedOrdersQuery {
  /** True when the stream does not list the open orders itself. */
  readonly needsOpen: boolean;
  /** The start of an interruption, with a margin; undefined when there was none. */
  readonly since: Date | undefined;
  /** Orders that were open before the interruption, and that the stream has not reported since. */
  readonly unlisted: readonly string[];
}

/** The limit of recent orders of one interruption. */
const MOST_MISSED = 10_000;

/** Finds the orders that a stream has not reported: the open ones, if it lists none, and those of an interruption. */
export async function findMissedOrders(
  lookUp: OrderLookUp,
  { needsOpen, since, unlisted }: MissedOrdersQuery,
  signal: AbortSignal,
): Promise<readonly Order[]> {
  const opened = needsOpen ? await lookUp.listOpen(signal) : [];
  if (since === undefined) return lastOfEach(opened);
  const recent = await lookUp
    .getOrders({ start: since, limit: MOST_MISSED }, { signal })
    .catch(noneOn<readonly Order[]>([], "unsupported"));
  const found = new Set([...opened, ...recent].map(({ orderId }) => orderId));
  const older: Order[] = [];
  for (const orderId of unlisted) {
    if (found.has(orderId)) continue;
    signal.throwIfAborted();
    // An order that the venue has forgotten is left out. After any other error the caller tries again.
    const order = await lookUp
      .getOrder(orderId, { signal })
      .catch(noneOn(undefined, "notFound", "unsupported"));
    if (order !== undefined) older.push(order);
  }
  return lastOfEach([...opened, ...recent, ...older]);
}

/** Returns each order once, in the state that was read last. */
function lastOfEach(orders: readonly Order[]): readonly Order[] {
  return [...new Map(orders.map((order) => [order.orderId, order])).values()];
}

/** Returns a handler that replaces errors of these kinds by a value. */
function noneOn<Value>(none: Value, ...kinds: readonly VenueErrorKind[]): (error: unknown) => Value {
  return (error) => {
    if (isVenueError(error) && kinds.includes(error.kind)) return none;
    throw error;
  };
}
