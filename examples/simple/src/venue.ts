import type { CoinbaseConfig } from "@cqvx/coinbase";

/** The client's configuration for the venue, and the way to close the venue. */
export interface Venue {
  readonly config: CoinbaseConfig;
  readonly description: string;
  close(): Promise<void>;
}

/**
 * Opens the sandbox in this process with a moving market, or with `--live` the real venue with the keys in the
 * environment.
 */
export async function openVenue(live: boolean): Promise<Venue> {
  if (live) {
    const { COINBASE_KEY_NAME: keyName, COINBASE_PRIVATE_KEY: privateKey } = process.env;
    if (!keyName || !privateKey) {
      console.error("--live needs COINBASE_KEY_NAME and COINBASE_PRIVATE_KEY in the environment");
      process.exit(1);
    }
    const description =
      "Coinbase itself: REAL MONEY, an order for 0.1 BTC at 50,000 USD, which is not cancelled";
    return { config: { credentials: { keyName, privateKey } }, description, close: async () => {} };
  }
  const { startSandbox } = await import("@cqvx/sandbox");
  const sandbox = await startSandbox({ ticksPerSecond: 5 });
  const { restUrl: baseUrl, wsUrls, credentials } = sandbox.coinbase;
  return {
    config: { baseUrl, wsUrls, credentials: credentials.ecdsa },
    description: `the sandbox at ${baseUrl}: play money`,
    close: () => sandbox.close(),
  };
}
