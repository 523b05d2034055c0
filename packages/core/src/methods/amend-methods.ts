import type { Amend, OrderPreview } from "../contract/amend.ts";
import type { CallOptions } from "../contract/call-options.ts";
import type { ClientParts } from "../http/client-parts.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { CheckedOrder } from "../validation/new-order.ts";
import { checkOrderChanges } from "../validation/order-changes.ts";
import { editOrder, type OrderEditing } from "./edit-order.ts";
import { createTurns } from "./take-turns.ts";
import { checkOrderToPlace, runForOrder } from "./trading-methods.ts";
import { createUnsettledEdits } from "./unsettled-edits.ts";

/** How a venue changes orders, and says what one would do. What it is given has been checked. */
export interface AmendOperations<PlaceOptions extends CallOptions> extends OrderEditing {
  previewOrder(
    order: CheckedOrder,
    call: VenueCall,
    options: PlaceOptions | undefined,
  ): Promise<OrderPreview>;
}

/** The methods of `Amend`. */
export function createAmendMethods<PlaceOptions extends CallOptions = CallOptions>(
  connection: ClientParts,
  operations: AmendOperations<PlaceOptions>,
): Amend<PlaceOptions> {
  const { calls } = connection;
  // Two edits at once would each send the other's old terms.
  const turns = createTurns();
  const context = {
    connection,
    venue: operations,
    unsettled: createUnsettledEdits(connection.runtime.clock),
  };
  return {
    editOrder: (orderId, changes, options) =>
      runForOrder(connection, "editOrder", orderId, options, async (checked, call) => {
        const wanted = checkOrderChanges(changes, call);
        return turns.take(checked, call, () => editOrder(context, call, checked, wanted));
      }),
    previewOrder: (order, options) =>
      calls.run(
        "previewOrder",
        options,
        async (call) => operations.previewOrder(checkOrderToPlace(order, call, connection), call, options),
        { ownOptions: "any" },
      ),
  };
}
