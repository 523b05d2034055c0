import { type CoinbaseClient, createCoinbaseClient } from "@cqvx/coinbase";

/** The client to trade with, and the way to close it. */
export interface Venue {
  readonly client: CoinbaseClient;
  readonly description: string;
  /** Breaks the connections of the streams. Present only for the sandbox. */
  readonly cutStreams?: () => void;
  close(): Promise<void>;
}

/** Opens the sandbox in this process, or with `--live` the real venue with the keys in the environment. */
export function openVenue(live: boolean): Promise<Venue> {
  return live ? openLive() : openSandbox();
}

async function openSandbox(): Promise<Venue> {
  const { startSandbox } = await import("@cqvx/sandbox");
  const sandbox = await startSandbox({ ticksPerSecond: 20 });
  const { restUrl, wsUrls, credentials } = sandbox.coinbase;
  const client = createCoinbaseClient(
    { baseUrl: restUrl, wsUrls, credentials: credentials.ecdsa },
    // The ladder already shows the state of the streams, so the client's warnings are off.
    { logger: false },
  );
  return {
    client,
    description: `the sandbox at ${restUrl}: real HTTP, sockets and signatures, play money`,
    cutStreams: () => sandbox.coinbase.disconnect(),
    close: async () => {
      await client.close();
      await sandbox.close();
    },
  };
}

async function openLive(): Promise<Venue> {
  const { COINBASE_KEY_NAME: keyName, COINBASE_PRIVATE_KEY: privateKey } = process.env;
  if (!keyName || !privateKey) {
    throw new Error("--live needs COINBASE_KEY_NAME and COINBASE_PRIVATE_KEY in the environment");
  }
  const client = createCoinbaseClient({ credentials: { keyName, privateKey } });
  return { client, description: "Coinbase itself: REAL MONEY, about 10 USD", close: () => client.close() };
}
