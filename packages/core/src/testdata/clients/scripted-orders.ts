import type { CallOptions } from "../../contract/call-options.ts";
import type { OrderHandler, SubscribeOrdersOptions } from "../../contract/subscription.ts";
import { OrderStatus } from "../../cqc/enums.ts";
import type { Order } from "../../cqc/messages.ts";
import type { OrderSource } from "../../orders/wait-for-order.ts";
import type { ManualClock } from "../clocks/manual-clock.ts";
import { ORDER } from "../messages.ts";
import { createFakeStreams, type FakeStreamBehaviour, type FakeStreams } from "../streams/fake-streams.ts";

/** One call of `getOrder`. */
export interface OrderRead {
  /** The monotonic time of the call. */
  readonly atMs: number;
  readonly orderId: string;
  readonly options: CallOptions | undefined;
}

type Answer = (order: Order) => Order | Promise<Order>;

/** A venue with one order, which a test reads and streams by script. */
export interface ScriptedOrders {
  readonly client: OrderSource;
  /** The status of the order at the venue. Default OPEN. */
  status: OrderStatus;
  /** The answers of the next reads. Each gets the order as it was when the read started. */
  readonly script: Answer[];
  /** The answer of all later reads. Default: they return the order. */
  otherwise: Answer;
  readonly reads: readonly OrderRead[];
  /** The highest number of reads at the same time. */
  readonly mostAtOnce: number;
  readonly streams: FakeStreams<OrderHandler, SubscribeOrdersOptions>;
  /** Delivers an order on the stream. */
  publish(order?: Partial<Order>): void;
}

export interface ScriptedOrdersOptions extends FakeStreamBehaviour {
  /** True when the client has a stream of orders. Default false. */
  readonly streams?: boolean;
}

export function createScriptedOrders(
  clock: ManualClock,
  { streams: hasStream = false, ...behaviour }: ScriptedOrdersOptions = {},
): ScriptedOrders {
  const streams = createFakeStreams<OrderHandler, SubscribeOrdersOptions>(behaviour);
  const reads: OrderRead[] = [];
  let running = 0;
  let mostAtOnce = 0;
  const getOrder: OrderSource["getOrder"] = async (orderId, options) => {
    reads.push({ atMs: clock.monotonic(), orderId, options });
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    const order = { ...ORDER, orderId, status: orders.status };
    try {
      return await (orders.script.shift() ?? orders.otherwise)(order);
    } finally {
      running -= 1;
    }
  };
  const orders: ScriptedOrders = {
    client: {
      venue: "testvenue",
      getOrder,
      ...(hasStream && { subscribeOrders: streams.subscribe }),
    },
    status: OrderStatus.OPEN,
    script: [],
    otherwise: (order) => order,
    reads,
    get mostAtOnce() {
      return mostAtOnce;
    },
    streams,
    publish: (order) => void streams.one.handler({ ...ORDER, ...order }),
  };
  return orders;
}
