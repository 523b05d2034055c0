import { type CoinbaseClient, createCoinbaseClient } from "@cqvx/coinbase";

/** The client to stream with, and the way to close the venue. */
export interface Venue {
  readonly client: CoinbaseClient;
  readonly hasKeys: boolean;
  close(): Promise<void>;
}

/**
 * Opens the sandbox in this process with a moving market, or with `--live` the real venue. Market data needs no keys.
 */
export async function openVenue(live: boolean): Promise<Venue> {
  if (live) {
    const { COINBASE_KEY_NAME: keyName, COINBASE_PRIVATE_KEY: privateKey } = process.env;
    const credentials = keyName && privateKey ? { keyName, privateKey } : undefined;
    return {
      client: createCoinbaseClient({ credentials }),
      hasKeys: credentials !== undefined,
      close: async () => {},
    };
  }
  const { startSandbox } = await import("@cqvx/sandbox");
  const sandbox = await startSandbox({ ticksPerSecond: 5 });
  const { restUrl: baseUrl, wsUrls, credentials } = sandbox.coinbase;
  const client = createCoinbaseClient({ baseUrl, wsUrls, credentials: credentials.ecdsa });
  return { client, hasKeys: true, close: () => sandbox.close() };
}
