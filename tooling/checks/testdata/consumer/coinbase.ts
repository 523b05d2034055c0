import {
  type Balance,
  type CoinbaseConfig,
  createCoinbaseClient,
  type ExecutionReport,
  isVenueError,
  type NewOrder,
  nameOf,
  type Order,
  type OrderBook,
  OrderSide,
  OrderStatus,
  OrderType,
  type Runtime,
  TimeInForce,
  type VenueClient,
  VenueError,
} from "@cqvx/coinbase";

/** The program of a service that installs one venue. It imports every name from that venue. The check `consumer` compiles and runs it. */
const config: CoinbaseConfig = { timeoutMs: 5_000 };
const runtime: Runtime = {};

export const order: NewOrder = {
  symbol: "BTC-USD",
  side: OrderSide.BUY,
  type: OrderType.LIMIT,
  timeInForce: TimeInForce.GTC,
  quantity: "0.1",
  price: "50000.00",
};

export async function trade(client: VenueClient): Promise<string> {
  try {
    const report: ExecutionReport = await client.placeOrder(order);
    const placed: Order = await client.getOrder(report.orderId ?? "");
    const balance: Balance = await client.getBalance();
    const book: OrderBook = await client.getOrderBook(order.symbol, { depth: 10 });
    return `${nameOf(OrderStatus, placed.status)} ${balance.assets.length} ${book.bids.length}`;
  } catch (error) {
    if (isVenueError(error, "rejected")) return error.message;
    if (error instanceof VenueError) return error.kind;
    throw error;
  }
}

const client: VenueClient = createCoinbaseClient(config, runtime);
await client.close();
