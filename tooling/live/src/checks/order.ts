import { isVenueError } from "@cqvx/core";
import { CALL_MS, type Check, type CheckContext } from "../check.ts";
import { CheckFailure } from "../check-failure.ts";
import type { ReadOnlyClient } from "../read-only-client.ts";

/** No order has it. */
const UNKNOWN_ID = "00000000-0000-4000-8000-000000000000";

export const order: Check = {
  method: "getOrder",
  // The list, and one of it.
  timeoutMs: CALL_MS * 2,
  run: async (client, context) => {
    const [latest] = await client.getOrders({ limit: 1 }, { signal: context.signal });
    if (latest === undefined) return await askForUnknown(client, context);
    const { orderId, symbol, side, type } = await client.getOrder(latest.orderId, { signal: context.signal });
    if (orderId !== latest.orderId) throw new CheckFailure("it is another order than the one asked for");
    if (symbol !== latest.symbol || side !== latest.side || type !== latest.type) {
      throw new CheckFailure("the order is not as it was in the list");
    }
    return "the latest order, as it is in the list";
  },
};

/** An account without orders can still be asked for one. */
async function askForUnknown(client: ReadOnlyClient, { signal }: CheckContext): Promise<string> {
  try {
    await client.getOrder(UNKNOWN_ID, { signal });
  } catch (error) {
    if (isVenueError(error, "notFound")) return "no orders; one that does not exist is not found";
    throw error;
  }
  throw new CheckFailure("an order was found that does not exist");
}
