import type { CoinbaseConfig } from "@cqvx/coinbase";

/** What a client needs to know of the venue, and what else the program has to close. */
export interface Venue {
  readonly config: CoinbaseConfig;
  readonly description: string;
  close(): Promise<void>;
}

/** The sandbox in this process with a market that moves, or with `--live` the real venue with the keys of the environment. */
export async function openVenue(live: boolean): Promise<Venue> {
  if (live) {
    const { COINBASE_KEY_NAME: keyName, COINBASE_PRIVATE_KEY: privateKey } = process.env;
    if (!keyName || !privateKey) {
      console.error("--live needs COINBASE_KEY_NAME and COINBASE_PRIVATE_KEY in the environment");
      process.exit(1);
    }
    const description = "Coinbase itself: REAL MONEY, an order for 0.1 BTC at 50,000 USD, which stays";
    return { config: { credentials: { keyName, privateKey } }, description, close: async () => {} };
  }
  const { startSandbox } = await import("@cqvx/sandbox");
  const sandbox = await startSandbox({ ticksPerSecond: 5 });
  const { restUrl: baseUrl, wsUrls, credentials } = sandbox.coinbase;
  return {
    config: { baseUrl, wsUrls, credentials: credentials.ecdsa },
    description: `the sandbox at ${baseUrl}: pretended money`,
    close: () => sandbox.close(),
  };
}
