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

/** What a trade came to. */
export interface TradeResult {
  readonly orderId: string;
  readonly filledQuantity: string;
  /** Absent when nothing was filled. */
  readonly averagePrice?: string | undefined;
}

export interface TradingService {
  /** Buys at the market and resolves once the order is over. */
  executeTrade(symbol: string, quantity: string): Promise<TradeResult>;
}

/** A service as one would write it: it takes any `VenueClient`, and does not know which venue it trades on. */
export function createTradingService(client: VenueClient): TradingService {
  return {
    executeTrade: async (symbol, quantity) => {
      const order: NewOrder = { symbol, side: OrderSide.BUY, type: OrderType.MARKET, quantity };
      const placed = await place(client, order);
      const over = placed.status === OrderStatus.FILLED ? placed : await waitForOrder(client, placed.orderId);
      const { orderId, filledQuantity = "0", averagePrice } = over;
      return { orderId, filledQuantity, averagePrice };
    },
  };
}

/** The order as far as it is known. One whose reply was lost is looked up, and never sent again. */
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
