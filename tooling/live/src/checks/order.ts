import { isVenueError } from "@cqvx/core";
import { CALL_MS, type Check, type CheckContext } from "../check.ts";
import { CheckFailure } from "../check-failure.ts";
import type { ReadOnlyClient } from "../venues/read-only-client.ts";

/** An id that no order has. */
const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

export const order: Check = {
  method: "getOrder",
  // Two calls: the list, then one order of it.
  timeoutMs: CALL_MS * 2,
  run: async (client, context) => {
    const [latest] = await client.getOrders({ limit: 1 }, { signal: context.signal });
    if (latest === undefined) return await askForUnknown(client, context);
    const { orderId, symbol, side, type } = await client.getOrder(latest.orderId, { signal: context.signal });
    if (orderId !== latest.orderId) throw new CheckFailure("the venue returned another order");
    if (symbol !== latest.symbol || side !== latest.side || type !== latest.type) {
      throw new CheckFailure("the order differs from the list");
    }
    return "the latest order, equal to the list";
  },
};

/** Requests an unknown order. This checks getOrder on an account without orders. */
async function askForUnknown(client: ReadOnlyClient, { signal }: CheckContext): Promise<string> {
  try {
    await client.getOrder(UNKNOWN_ID, { signal });
  } catch (error) {
    if (isVenueError(error, "notFound")) return "no orders; an unknown id is notFound";
    throw error;
  }
  throw new CheckFailure("the venue returned an order for an unknown id");
}
