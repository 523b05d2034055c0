import { type CallOptions, invalidInput, isVenueError, type VenueError } from "@cqvx/core";
import { type Connection, checkEach, checkOrderId, type VenueCall } from "@cqvx/core/venue";
import { sendCancels } from "../cancel.ts";

/** Coinbase documents no maximum; a request of this many is known to work. */
const IDS_PER_REQUEST = 100;

/** What was answered to the cancel of one order. */
export interface CancelAnswer {
  readonly orderId: string;
  /**
   * Absent when the cancel was accepted: the order may still fill first. Otherwise `rejected` with Coinbase's word as its
   * code, or the error of the request that the order was in.
   */
  readonly error?: VenueError;
}

export interface CoinbaseBatchCancel {
  /**
   * Asks to cancel many orders at once, in requests of 100, and gives an answer for each, in the order of the ids. A
   * request that fails is the error of its orders and stops no other. What became of an order is not looked up: `getOrder`,
   * `waitForOrder` and `subscribeOrders` tell.
   */
  cancelOrders(orderIds: readonly string[], options?: CallOptions): Promise<CancelAnswer[]>;
}

export function createBatchCancel(connection: Connection): CoinbaseBatchCancel {
  return {
    cancelOrders: (orderIds, options) =>
      connection.calls.run("cancelOrders", options, async (call) => {
        if (!Array.isArray(orderIds)) throw invalidInput(call, "orderIds", "must be a list");
        checkEach(orderIds, "orderIds", call, (orderId, field) => checkOrderId(orderId, call, field));
        const answers: CancelAnswer[] = [];
        const unique = [...new Set(orderIds)];
        for (let from = 0; from < unique.length; from += IDS_PER_REQUEST) {
          answers.push(...(await cancelSome(connection, call, unique.slice(from, from + IDS_PER_REQUEST))));
        }
        return answers;
      }),
  };
}

async function cancelSome(
  connection: Connection,
  call: VenueCall,
  orderIds: readonly string[],
): Promise<CancelAnswer[]> {
  try {
    const refusals = await sendCancels(connection, call, orderIds);
    return orderIds.map((orderId, index) => toAnswer(orderId, refusals[index]));
  } catch (error) {
    if (!isVenueError(error)) throw error;
    return orderIds.map((orderId) => toAnswer(orderId, error));
  }
}

function toAnswer(orderId: string, error: VenueError | undefined): CancelAnswer {
  return error === undefined ? { orderId } : { orderId, error };
}
