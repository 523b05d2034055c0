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
 * The orders of one request, and the number of requests at once. Coinbase documents no maximum; requests with 100 orders are
 * known to work. Ten requests cancel a thousand orders at once, within the rate limit.
 */
const BATCHES = { size: 100, atOnce: 10 } as const;

/** The answer to the cancel of one order. */
export interface CancelAnswer {
  readonly orderId: string;
  /**
   * Absent when Coinbase accepted the cancel. The order may still fill first. Otherwise `rejected` with Coinbase's reason as
   * the code, `outcomeUnknown` when the reply has no clear result, or the error of the order's request.
   */
  readonly error?: VenueError;
}

/** The batch cancel of Coinbase. */
export interface CoinbaseBatchCancel {
  /**
   * Requests the cancel of many orders, 100 in a request and ten requests at once. Returns an answer for each order, in the
   * order of the ids. A request that fails or times out is the error of its own orders and stops no other request. The final
   * states are not looked up: use `getOrder`, `waitForOrder` or `subscribeOrders`.
   */
  cancelOrders(orderIds: readonly string[], options?: CallOptions): Promise<CancelAnswer[]>;
}

/** Creates the batch cancel. */
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
