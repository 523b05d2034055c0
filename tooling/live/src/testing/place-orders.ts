import { createCoinbaseClient, OrderSide, OrderType } from "@cqvx/coinbase";
import type { Sandbox } from "@cqvx/sandbox";

/** Places one order that rests and one that fills. */
export async function placeOrders({ coinbase }: Sandbox): Promise<void> {
  const { restUrl: baseUrl, credentials } = coinbase;
  await using client = createCoinbaseClient({ baseUrl, credentials: credentials.ecdsa }, { logger: false });
  const order = { symbol: "BTC-USD", side: OrderSide.BUY };
  await client.placeOrder({ ...order, type: OrderType.LIMIT, quantity: "0.013579", price: "20000.00" });
  await client.placeOrder({ ...order, type: OrderType.MARKET, quoteQuantity: "54.32" });
}
