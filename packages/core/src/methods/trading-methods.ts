import type { CallOptions } from "../contract/call-options.ts";
import type { NewOrder } from "../contract/new-order.ts";
import type { Trading } from "../contract/venue-client.ts";
import type { ExecutionReport, Order } from "../cqc/messages.ts";
import type { VenueError } from "../errors/venue-error.ts";
import type { ClientParts } from "../http/client-parts.ts";
import type { VenueCall } from "../http/venue-call.ts";
import { type CheckedOrderFilter, checkOrderFilter } from "../validation/filters.ts";
import { checkOrderId } from "../validation/identifiers.ts";
import { type CheckedOrder, checkNewOrder } from "../validation/new-order.ts";
import { uuidV4 } from "../values/uuid.ts";
import { settleCancel } from "./settle-cancel.ts";

/** How a venue takes orders and tells of them. What it is given has been checked. */
export interface OrderOperations<PlaceOptions extends CallOptions> {
  /** The options of `placeOrder` beyond those of every call. Without it the operation checks them. */
  readonly placeOptions?: readonly string[];
  /** The call has the order's `clientOrderId`. */
  placeOrder(
    order: CheckedOrder,
    call: VenueCall,
    options: PlaceOptions | undefined,
  ): Promise<ExecutionReport>;
  getOrder(orderId: string, call: VenueCall): Promise<Order>;
  getOrders(filter: CheckedOrderFilter, call: VenueCall): Promise<Order[]>;
}

/** How a venue trades. */
export interface TradingOperations<PlaceOptions extends CallOptions> extends OrderOperations<PlaceOptions> {
  /** Asks to cancel an order; gives why that was refused, or undefined when it was accepted. */
  sendCancel(orderId: string, call: VenueCall): Promise<VenueError | undefined>;
}

/** The methods of `Trading`: each checks its arguments before anything is sent. */
export function createTradingMethods<PlaceOptions extends CallOptions = CallOptions>(
  parts: ClientParts,
  operations: TradingOperations<PlaceOptions>,
): Trading<PlaceOptions> {
  return {
    ...createOrderMethods(parts, operations),
    cancelOrder: (orderId, options) =>
      runForOrder(parts, "cancelOrder", orderId, options, async (checked, call) => {
        const refusal = await operations.sendCancel(checked, call);
        return settleCancel(parts, call, refusal, (look) => operations.getOrder(checked, look));
      }),
  };
}

/** Those of `Trading` that cancel nothing. */
export function createOrderMethods<PlaceOptions extends CallOptions = CallOptions>(
  parts: Pick<ClientParts, "calls" | "runtime">,
  operations: OrderOperations<PlaceOptions>,
): Omit<Trading<PlaceOptions>, "cancelOrder"> {
  const { calls } = parts;
  return {
    placeOrder: (order, options) =>
      calls.run(
        "placeOrder",
        options,
        async (call) => {
          const checked = checkOrderToPlace(order, call, parts);
          const { clientOrderId } = checked;
          return operations.placeOrder(checked, { ...call, clientOrderId }, options);
        },
        { ownOptions: operations.placeOptions ?? "any", clientOrderId: () => order?.clientOrderId },
      ),
    getOrder: (orderId, options) =>
      runForOrder(parts, "getOrder", orderId, options, (checked, call) => operations.getOrder(checked, call)),
    getOrders: (filter = {}, options) =>
      calls.run("getOrders", options, async (call) => {
        const checked = checkOrderFilter(filter, call);
        return checked.clientOrderIds?.length === 0 ? [] : operations.getOrders(checked, call);
      }),
  };
}

/** Runs a method about one order: its id is checked, and is on every error from then on. */
export function runForOrder<Result>(
  { calls }: Pick<ClientParts, "calls">,
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
export function checkOrderToPlace(
  order: NewOrder,
  call: VenueCall,
  { runtime }: Pick<ClientParts, "runtime">,
): CheckedOrder {
  const newId = (): string => uuidV4(runtime.randomBytes);
  return checkNewOrder(order, call, { nowMs: runtime.clock.now(), newId });
}
