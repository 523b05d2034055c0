import { type Sandbox, startSandbox } from "@cqvx/sandbox";
import { onTestFinished } from "vitest";
import {
  type CoinbaseClient,
  type CoinbaseConfig,
  createCoinbaseClient,
  type NewOrder,
  OrderSide,
  OrderType,
} from "../../index.ts";

/** Starts a sandbox without rate limits and a client of it. Closes both when the running test ends. */
export async function startSandboxClient(): Promise<{
  readonly sandbox: Sandbox;
  readonly client: CoinbaseClient;
}> {
  const sandbox = await startSandbox({ rateLimits: false });
  const client = connectTo(sandbox);
  onTestFinished(async () => {
    await client.close();
    await sandbox.close();
  });
  return { sandbox, client };
}

/**
 * Connects a client to a listening sandbox over HTTP, without stream URLs. Uses the ECDSA key that may trade unless the
 * configuration says otherwise.
 */
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

/** A buy far below the market, which rests. */
export const BUY: NewOrder = {
  symbol: "BTC-USD",
  side: OrderSide.BUY,
  type: OrderType.LIMIT,
  quantity: "0.01",
  price: "20000.00",
};
