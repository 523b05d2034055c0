import { type ListeningCoinbaseSandbox, type SandboxOptions, startSandbox } from "@cqvx/sandbox";
import {
  type CcxtClient,
  type CoinbaseApiClient,
  connectCcxt,
  connectCoinbaseApi,
} from "@cqvx/sandbox/other-clients";
import { type CoinbaseClient, createCoinbaseClient } from "../../client.ts";

/** One sandbox and three independent clients of it. */
export interface SideBySide {
  readonly venue: ListeningCoinbaseSandbox;
  readonly ours: CoinbaseClient;
  readonly coinbaseApi: CoinbaseApiClient;
  readonly ccxt: CcxtClient;
  close(): Promise<void>;
}

/** Fees and balances with more digits than a float can hold. */
const AWKWARD: SandboxOptions = {
  fees: { maker: "0.0012345678", taker: "0.0056789012" },
  balances: {
    USD: "98765432109.1234567890123456",
    BTC: "1234567.1234567890123456",
    ETH: "0.0000000000000001",
  },
};

/** Connects all three clients with the ECDSA key, the only kind with which `ccxt` signs streams. */
export async function connectSideBySide(options: SandboxOptions = {}): Promise<SideBySide> {
  const sandbox = await startSandbox({ rateLimits: false, ...AWKWARD, ...options });
  const { coinbase: venue } = sandbox;
  const { restUrl: baseUrl, wsUrls, credentials } = venue;
  const ours = createCoinbaseClient({ credentials: credentials.ecdsa, baseUrl, wsUrls }, { logger: false });
  const coinbaseApi = connectCoinbaseApi(sandbox, credentials.ecdsa);
  const ccxt = connectCcxt(sandbox, credentials.ecdsa);
  return {
    venue,
    ours,
    coinbaseApi,
    ccxt,
    async close() {
      await coinbaseApi.close();
      await ccxt.close();
      await ours.close();
      await sandbox.close();
    },
  };
}
