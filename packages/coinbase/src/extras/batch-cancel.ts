import { type CallOptions, invalidInput, isVenueError, type VenueError } from "@cqvx/core";
import {
  type Connection,
  checkEach,
  checkOrderId,
  inBatches,
  reportFailure,
  runExtra,
  type VenueCall,
} from "@cqvx/core/venue";
import { ENDPOINTS } from "../config.ts";
import { checkCancelled } from "../normalizer/cancel.ts";

/**
 * Coinbase documents no maximum; a request of this many orders is known to work. Ten at once cancel a thousand orders at once
 * within the limits.
 */
const BATCHES = { size: 100, atOnce: 10 } as const;

/** What was answered to the cancel of one order. */
export interface CancelAnswer {
  readonly orderId: string;
  /**
   * Absent when the cancel was accepted: the order may still fill first. Otherwise `rejected` with Coinbase's word as its
   * code, `outcomeUnknown` when the reply does not say, or the error of the request that the order was in.
   */
  readonly error?: VenueError;
}

export interface CoinbaseBatchCancel {
  /**
   * Asks to cancel many orders at once, in requests of 100, ten at a time, and gives an answer for each, in the order of
   * the ids. A request that fails or hangs is the error of its orders and stops no other. What became of an order is not
   * looked up: `getOrder`, `waitForOrder` and `subscribeOrders` tell.
   */
  cancelOrders(orderIds: readonly string[], options?: CallOptions): Promise<CancelAnswer[]>;
}

export function batchCancel(connection: Connection): CoinbaseBatchCancel {
  return {
    cancelOrders: (orderIds, options) =>
      runExtra(connection, "cancelOrders", options, async (call) => {
        if (!Array.isArray(orderIds)) throw invalidInput(call, "orderIds", "must be a list");
        checkEach(orderIds, "orderIds", call, (orderId, field) => checkOrderId(orderId, call, field));
        return inBatches([...new Set(orderIds)], BATCHES, (batch) => cancelSome(connection, call, batch));
      }),
  };
}

async function cancelSome(
  { http, runtime }: Connection,
  call: VenueCall,
  orderIds: readonly string[],
): Promise<CancelAnswer[]> {
  try {
    return await http.send(call, {
      method: "POST",
      path: ENDPOINTS.cancelOrders,
      body: { order_ids: orderIds },
      effect: "cancel",
      read: (reply, received) =>
        orderIds.map((orderId) =>
          toAnswer(
            orderId,
            received.errorOf(() => checkCancelled(reply, orderId, received)),
          ),
        ),
    });
  } catch (error) {
    if (!isVenueError(error)) throw error;
    reportFailure(error, runtime);
    return orderIds.map((orderId) => toAnswer(orderId, error));
  }
}

function toAnswer(orderId: string, error: VenueError | undefined): CancelAnswer {
  return error === undefined ? { orderId } : { orderId, error: error.with({ orderId }) };
}
