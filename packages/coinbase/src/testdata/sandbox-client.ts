import type { Sandbox } from "@cqvx/sandbox";
import {
  type CoinbaseClient,
  type CoinbaseConfig,
  createCoinbaseClient,
  type NewOrder,
  OrderSide,
  OrderType,
} from "../index.ts";

/** A client of a sandbox over its sockets, with the key that may trade unless the configuration says otherwise. */
export function connectTo({ coinbase }: Sandbox, config?: CoinbaseConfig): CoinbaseClient {
  const { credentials, restUrl } = coinbase;
  return createCoinbaseClient(
    {
      baseUrl: restUrl,
      rateLimit: false,
      orderSafety: { cancelMs: 500 },
      ...(config ?? { credentials: credentials.ecdsa }),
    },
    { logger: false },
  );
}

/** Far below the market: it rests. */
export const BUY: NewOrder = {
  symbol: "BTC-USD",
  side: OrderSide.BUY,
  type: OrderType.LIMIT,
  quantity: "0.01",
  price: "20000.00",
};
