import { OrderSide, OrderStatus, OrderType, TimeInForce } from "@cqvx/core";
import type { ContractClient } from "../declaration/contract-subject.ts";
import { type BrokenClient, NONE } from "./broken-client.ts";

/** Clients with a fault in orders or fills. */
export const BROKEN_TRADERS: readonly BrokenClient[] = [
  {
    behaviour: "reports a fill that did not happen",
    caughtBy: "T01",
    breakIn: ({ placeOrder }) => ({
      placeOrder: async (order, options) => ({
        ...(await placeOrder(order, options)),
        status: OrderStatus.FILLED,
      }),
    }),
  },
  {
    behaviour: "returns CANCELLED for every cancel",
    caughtBy: "T17",
    breakIn: ({ cancelOrder }) => ({
      cancelOrder: async (orderId, options) => {
        await cancelOrder(orderId, options);
        return OrderStatus.CANCELLED;
      },
    }),
  },
  {
    behaviour: "lists the oldest orders first",
    caughtBy: "T21",
    breakIn: ({ getOrders }) => ({
      getOrders: async (filter, options) => (await getOrders(filter, options)).toReversed(),
    }),
  },
  {
    behaviour: "includes the end of a time window",
    caughtBy: "T25",
    breakIn: ({ getOrders }) => ({
      getOrders: async ({ end, ...filter } = {}, options) => getOrders(filter, options),
    }),
  },
  {
    behaviour: "sends an order again under another id",
    caughtBy: "T28",
    breakIn: ({ placeOrder }) => ({
      placeOrder: async (order, options) => {
        const { clientOrderId, ...report } = await placeOrder({ ...order, clientOrderId: "" }, options);
        return { ...report, clientOrderId: order.clientOrderId || clientOrderId };
      },
    }),
  },
  {
    behaviour: "passes quantities through doubles",
    caughtBy: "T37",
    breakIn: ({ getOrder }) => ({
      getOrder: async (orderId, options) => {
        const order = await getOrder(orderId, options);
        return order.quantity === undefined
          ? order
          : { ...order, quantity: Number(order.quantity).toFixed(4) };
      },
    }),
  },
  {
    behaviour: "spends more than an order sized in the quote asset says",
    caughtBy: "T08",
    breakIn: ({ getOrder }) => ({
      getOrder: async (orderId, options) => {
        const order = await getOrder(orderId, options);
        const { quoteQuantity } = order;
        return quoteQuantity === undefined
          ? order
          : { ...order, filledQuoteQuantity: `${Number(quoteQuantity) + 1}` };
      },
    }),
  },
  {
    behaviour: "swaps the stop price and the limit price",
    caughtBy: "T15",
    breakIn: ({ placeOrder }) => ({
      placeOrder: (order, options) => {
        const { price, stopPrice } = order;
        const swapped = { ...order, price: stopPrice, stopPrice: price };
        return placeOrder(stopPrice === undefined ? order : swapped, options);
      },
    }),
  },
  {
    behaviour: "returns CANCELLED before the order is cancelled",
    caughtBy: "T16",
    breakIn: ({ cancelOrder }) => ({
      cancelOrder: async (orderId) => {
        setTimeout(() => cancelOrder(orderId).catch(() => {}), 100);
        return OrderStatus.CANCELLED;
      },
    }),
  },
  {
    behaviour: "places every order twice",
    caughtBy: "T29",
    breakIn: ({ placeOrder }) => ({
      placeOrder: async (order, options) => {
        await placeOrder({ ...order, clientOrderId: "" }, options);
        return placeOrder(order, options);
      },
    }),
  },
  {
    behaviour: "reports fills at a wrong price",
    caughtBy: "T32",
    breakIn: ({ getFills = NONE }) => ({
      getFills: async (filter, options) =>
        (await getFills(filter, options)).map((fill) => ({ ...fill, lastPrice: "60000" })),
    }),
  },
  {
    behaviour: "sends a stop-limit sell as a limit order",
    caughtBy: "T43",
    breakIn: ({ placeOrder }) => ({
      placeOrder: (order, options) => {
        const { stopPrice, ...rest } = order;
        const isStopToSell = stopPrice !== undefined && order.side === OrderSide.SELL;
        return placeOrder(isStopToSell ? { ...rest, type: OrderType.LIMIT } : order, options);
      },
    }),
  },
  {
    behaviour: "lists the oldest fills first",
    caughtBy: "T44",
    breakIn: ({ getFills = NONE }) => ({
      getFills: async (filter, options) => (await getFills(filter, options)).toReversed(),
    }),
  },
  {
    behaviour: "sends IOC as FOK",
    caughtBy: "T45",
    breakIn: (client) => sendAs(client, TimeInForce.IOC, TimeInForce.FOK),
  },
  {
    behaviour: "sends FOK as IOC",
    caughtBy: "T46",
    breakIn: (client) => sendAs(client, TimeInForce.FOK, TimeInForce.IOC),
  },
];

/** Sends orders of one time in force with another one, and reports them with the original. */
function sendAs(
  { placeOrder, getOrder }: ContractClient,
  wanted: TimeInForce,
  sent: TimeInForce,
): Partial<ContractClient> {
  return {
    placeOrder: async (order, options) => {
      if (order.timeInForce !== wanted) return placeOrder(order, options);
      const report = await placeOrder({ ...order, timeInForce: sent }, options);
      return { ...report, timeInForce: wanted };
    },
    getOrder: async (orderId, options) => {
      const order = await getOrder(orderId, options);
      return order.timeInForce === sent ? { ...order, timeInForce: wanted } : order;
    },
  };
}
