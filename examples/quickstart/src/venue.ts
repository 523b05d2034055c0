import { type CoinbaseClient, createCoinbaseClient } from "@cqvx/coinbase";

/** Where the program trades, and how to leave it. */
export interface Venue {
  readonly client: CoinbaseClient;
  readonly description: string;
  close(): Promise<void>;
}

/** The sandbox in this process, or with `--live` the real venue with the credentials of the environment. */
export function openVenue(live: boolean): Promise<Venue> {
  return live ? openLive() : openSandbox();
}

async function openSandbox(): Promise<Venue> {
  const { startSandbox } = await import("@cqvx/sandbox");
  const sandbox = await startSandbox();
  const { restUrl, credentials } = sandbox.coinbase;
  const client = createCoinbaseClient({ baseUrl: restUrl, credentials: credentials.ecdsa });
  return {
    client,
    description: `the sandbox at ${restUrl}: real HTTP and signatures, pretended money`,
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
