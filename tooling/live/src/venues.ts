import { createCoinbaseClient } from "@cqvx/coinbase";
import { type Environment, readKeys } from "./read-keys.ts";
import type { AnyVenueClient } from "./read-only-client.ts";

/** A venue that can be checked. */
export interface LiveVenue {
  readonly name: string;
  /** A market where there are always bids, asks and trades. */
  readonly symbol: string;
  /** A client with the keys of the environment; undefined without keys. Throws when they cannot be used. */
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
    // What it would warn of is what the checks report, without ids.
    { logger: false },
  );
}
