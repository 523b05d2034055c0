import { createCoinbaseClient } from "@cqvx/coinbase";
import { type Environment, readKeys } from "./read-keys.ts";
import type { AnyVenueClient } from "./read-only-client.ts";

/** A venue to check. */
export interface LiveVenue {
  readonly name: string;
  /** A market that always has bids, asks and trades. */
  readonly symbol: string;
  /** Creates a client with the keys of the environment. Returns undefined without keys. Throws when a key is invalid. */
  readonly connect: (environment: Environment) => AnyVenueClient | undefined;
}

export const VENUES: readonly LiveVenue[] = [
  { name: "coinbase", symbol: "BTC-USD", connect: connectCoinbase },
];

function connectCoinbase(environment: Environment): AnyVenueClient | undefined {
  const [keyName, privateKey] = readKeys(environment, "COINBASE_KEY_NAME", "COINBASE_PRIVATE_KEY");
  if (keyName === undefined || privateKey === undefined) return undefined;
  const { COINBASE_BASE_URL, COINBASE_WS_MARKET_URL, COINBASE_WS_USER_URL } = environment;
  return createCoinbaseClient(
    {
      credentials: { keyName, privateKey },
      baseUrl: COINBASE_BASE_URL || undefined,
      wsUrls: { market: COINBASE_WS_MARKET_URL || undefined, user: COINBASE_WS_USER_URL || undefined },
    },
    // The checks report the same problems, without ids.
    { logger: false },
  );
}
