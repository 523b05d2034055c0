import type { CallOptions } from "../contract/call-options.ts";
import type { NewOrder } from "../contract/new-order.ts";
import type { VenueCall } from "../http/venue-call.ts";
import { checkFields } from "../validation/checkers.ts";
import { checkOrderId } from "../validation/identifiers.ts";
import { checkFillFilter, checkOrderFilter } from "../validation/orders/filters.ts";
import { type CheckedOrder, checkNewOrder } from "../validation/orders/new-order.ts";
import { checkOrderChanges } from "../validation/orders/order-changes.ts";
import { uuidV4 } from "../values/uuid.ts";
import type { MethodContext, MethodTable } from "./method-context.ts";

/** The methods about orders and fills. */
export const TRADING_METHODS: MethodTable<
  "placeOrder" | "cancelOrder" | "getOrder" | "getOrders" | "getFills" | "editOrder" | "previewOrder"
> = {
  placeOrder: (context, operation) => (order, options) =>
    context.calls.run(
      "placeOrder",
      options,
      async (call) => {
        const checked = checkOrderToPlace(order, call, context);
        const about = { ...call, clientOrderId: checked.clientOrderId };
        return operation(checked, about, checkPlaceOptions(options, context, about));
      },
      { ownOptions: Object.keys(context.placeOptions), clientOrderId: () => order?.clientOrderId },
    ),
  cancelOrder: (context, operation) => (orderId, options) =>
    runForOrder(context, "cancelOrder", orderId, options, operation),
  getOrder: (context, operation) => (orderId, options) =>
    runForOrder(context, "getOrder", orderId, options, operation),
  getOrders:
    ({ calls }, operation) =>
    (filter = {}, options) =>
      calls.run("getOrders", options, async (call) => {
        const checked = checkOrderFilter(filter, call);
        return checked.clientOrderIds?.length === 0 ? [] : operation(checked, call);
      }),
  getFills:
    ({ calls }, operation) =>
    (filter = {}, options) =>
      calls.run("getFills", options, async (call) => operation(checkFillFilter(filter, call), call)),
  editOrder: (context, operation) => (orderId, changes, options) =>
    runForOrder(context, "editOrder", orderId, options, async (checked, call) =>
      operation(checked, checkOrderChanges(changes, call), call),
    ),
  previewOrder: (context, operation) => (order, options) =>
    context.calls.run(
      "previewOrder",
      options,
      async (call) => {
        const checked = checkOrderToPlace(order, call, context);
        return operation(checked, call, checkPlaceOptions(options, context, call));
      },
      { ownOptions: Object.keys(context.placeOptions) },
    ),
};

/** Runs a method about one order. Its id is checked, and is on every error from then on. */
function runForOrder<Result>(
  { calls }: Pick<MethodContext, "calls">,
  operation: string,
  orderId: string,
  options: CallOptions | undefined,
  work: (orderId: string, call: VenueCall) => Promise<Result>,
): Promise<Result> {
  return calls.run(operation, options, async (call) => {
    const checked = checkOrderId(orderId, call);
    return work(checked, { ...call, orderId: checked });
  });
}

/** Checks an order as `checkNewOrder` does, by the client's own clock and randomness. */
function checkOrderToPlace(
  order: NewOrder,
  call: VenueCall,
  { runtime }: Pick<MethodContext, "runtime">,
): CheckedOrder {
  const newId = (): string => uuidV4(runtime.randomBytes);
  return checkNewOrder(order, call, { nowMs: runtime.clock.now(), newId });
}

/** Checks the options that only this venue has. The operation receives the values that their checkers return. */
function checkPlaceOptions(
  options: CallOptions | undefined,
  { placeOptions }: Pick<MethodContext, "placeOptions">,
  call: VenueCall,
): CallOptions {
  return { ...options, ...checkFields<object>(options ?? {}, placeOptions, call) };
}
