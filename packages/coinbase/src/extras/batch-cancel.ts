import { type CallOptions, invalidInput, isVenueError, type VenueError } from "@cqvx/core";
import { type Connection, checkEach, checkOrderId, type VenueCall } from "@cqvx/core/venue";
import { sendCancels } from "../cancel.ts";

/** Coinbase documents no maximum; a request of this many is known to work. */
const IDS_PER_REQUEST = 100;

/** So that a thousand orders are cancelled at once, and the limits are still kept. */
const REQUESTS_AT_ONCE = 10;

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

export function createBatchCancel(connection: Connection): CoinbaseBatchCancel {
  return {
    cancelOrders: (orderIds, options) =>
      connection.calls.run("cancelOrders", options, async (call) => {
        if (!Array.isArray(orderIds)) throw invalidInput(call, "orderIds", "must be a list");
        checkEach(orderIds, "orderIds", call, (orderId, field) => checkOrderId(orderId, call, field));
        const batches = toBatches([...new Set(orderIds)]);
        const answers: CancelAnswer[][] = [];
        const waiting = batches.entries();
        // Each takes the next batch when it is done with one: a request that hangs holds up none of the others.
        const work = async (): Promise<void> => {
          for (const [index, batch] of waiting) answers[index] = await cancelSome(connection, call, batch);
        };
        await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, work));
        return answers.flat();
      }),
  };
}

function toBatches(orderIds: readonly string[]): string[][] {
  const count = Math.ceil(orderIds.length / IDS_PER_REQUEST);
  return Array.from({ length: count }, (_none, index) =>
    orderIds.slice(index * IDS_PER_REQUEST, (index + 1) * IDS_PER_REQUEST),
  );
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
    return orderIds.map((orderId) => toAnswer(orderId, error.with({ orderId })));
  }
}

function toAnswer(orderId: string, error: VenueError | undefined): CancelAnswer {
  return error === undefined ? { orderId } : { orderId, error };
}
