import { type CoinbaseClient, createCoinbaseClient } from "@cqvx/coinbase";

/** Where the program listens, and what else it has to close. */
export interface Venue {
  readonly client: CoinbaseClient;
  readonly hasKeys: boolean;
  close(): Promise<void>;
}

/** The sandbox in this process with a market that moves, or with `--live` the real one: it is public. */
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
