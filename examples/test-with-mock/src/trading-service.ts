import {
  type ExecutionReport,
  isVenueError,
  type NewOrder,
  type Order,
  OrderSide,
  OrderStatus,
  OrderType,
  type VenueClient,
  waitForOrder,
} from "@cqvx/coinbase";

/** The result of a trade. */
export interface TradeResult {
  readonly orderId: string;
  readonly filledQuantity: string;
  /** Absent when nothing was filled. */
  readonly averagePrice?: string | undefined;
}

export interface TradingService {
  /** Buys at the market and resolves once the order is final. */
  executeTrade(symbol: string, quantity: string): Promise<TradeResult>;
}

/** Creates a service that trades on any venue: it takes any `VenueClient`. */
export function createTradingService(client: VenueClient): TradingService {
  return {
    executeTrade: async (symbol, quantity) => {
      const order: NewOrder = { symbol, side: OrderSide.BUY, type: OrderType.MARKET, quantity };
      const placed = await place(client, order);
      const final =
        placed.status === OrderStatus.FILLED ? placed : await waitForOrder(client, placed.orderId);
      const { orderId, filledQuantity = "0", averagePrice } = final;
      return { orderId, filledQuantity, averagePrice };
    },
  };
}

/** Places an order and returns its known state. Looks up an order whose reply was lost, and never sends it again. */
async function place(client: VenueClient, order: NewOrder): Promise<ExecutionReport | Order> {
  try {
    return await client.placeOrder(order);
  } catch (error) {
    if (!isVenueError(error, "outcomeUnknown") || error.clientOrderId === undefined) throw error;
    const [found] = await client.getOrders({ clientOrderIds: [error.clientOrderId] });
    if (found === undefined) throw error;
    return found;
  }
}
