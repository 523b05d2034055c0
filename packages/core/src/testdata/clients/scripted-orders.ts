import type { CallOptions } from "../../contract/call-options.ts";
import type { OrderHandler, SubscribeOrdersOptions } from "../../contract/subscription.ts";
import { OrderStatus } from "../../cqc/enums.ts";
import type { Order } from "../../cqc/messages.ts";
import type { OrderSource } from "../../orders/wait-for-order.ts";
import type { ManualClock } from "../clocks/manual-clock.ts";
import { ORDER } from "../messages.ts";
import { createFakeStreams, type FakeStreamBehaviour, type FakeStreams } from "../streams/fake-streams.ts";

/** One call of `getOrder`. */
export interface OrderLook {
  /** The monotonic time. */
  readonly atMs: number;
  readonly orderId: string;
  readonly options: CallOptions | undefined;
}

type Answer = (order: Order) => Order | Promise<Order>;

/** A venue with one order that can be read and streamed, as the test says. */
export interface ScriptedOrders {
  readonly client: OrderSource;
  /** Of the order at the venue. Default OPEN. */
  status: OrderStatus;
  /** What the next looks do, given the order as it is at their start. */
  readonly script: Answer[];
  /** What later ones do. Default: they find it. */
  otherwise: Answer;
  readonly looks: readonly OrderLook[];
  /** The most looks at a time. */
  readonly mostAtOnce: number;
  readonly streams: FakeStreams<OrderHandler, SubscribeOrdersOptions>;
  /** The stream tells of an order. */
  tell(order?: Partial<Order>): void;
}

export interface ScriptedOrdersOptions extends FakeStreamBehaviour {
  /** Whether the client has a stream of orders. Default: not. */
  readonly streams?: boolean;
}

export function createScriptedOrders(
  clock: ManualClock,
  { streams: hasStream = false, ...behaviour }: ScriptedOrdersOptions = {},
): ScriptedOrders {
  const streams = createFakeStreams<OrderHandler, SubscribeOrdersOptions>(behaviour);
  const looks: OrderLook[] = [];
  let running = 0;
  let mostAtOnce = 0;
  const getOrder: OrderSource["getOrder"] = async (orderId, options) => {
    looks.push({ atMs: clock.monotonic(), orderId, options });
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
    looks,
    get mostAtOnce() {
      return mostAtOnce;
    },
    streams,
    tell: (order) => void streams.one.handler({ ...ORDER, ...order }),
  };
  return orders;
}
