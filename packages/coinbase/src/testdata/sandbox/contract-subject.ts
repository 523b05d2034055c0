import type { ContractLevers, ContractSubject } from "@cqvx/mock/contract";
import { type CoinbaseSandbox, startSandbox } from "@cqvx/sandbox";
import { createCoinbaseClient, OrderSide } from "../../index.ts";

/** Creates a client with default options on its own listening sandbox. */
export async function createContractSubject(): Promise<ContractSubject> {
  const sandbox = await startSandbox();
  const { restUrl, wsUrls, credentials } = sandbox.coinbase;
  const config = { baseUrl: restUrl, wsUrls, credentials: credentials.ecdsa };
  return {
    client: createCoinbaseClient(config, { logger: false }),
    levers: leversOf(sandbox.coinbase),
    dispose: () => sandbox.close(),
  };
}

/** Makes a fault apply until it is cleared. */
const ALL = { times: Number.POSITIVE_INFINITY };

function leversOf(venue: CoinbaseSandbox): ContractLevers {
  const { faults, streamFaults } = venue;
  const release = (): void => {
    faults.clear();
    streamFaults.clear();
  };
  return {
    trade: (side, size) => venue.trade("BTC-USD", { side: side === OrderSide.BUY ? "BUY" : "SELL", size }),
    interrupt: () => venue.disconnect(),
    holdReplies: () => {
      faults.add({ kind: "hang", handled: true, ...ALL });
      streamFaults.add({ kind: "silent", ...ALL });
      return release;
    },
    takeDown: () => {
      faults.add({ kind: "status", status: 503, ...ALL });
      streamFaults.add({ kind: "refuse", status: 503, ...ALL });
      venue.disconnect();
      return release;
    },
  };
}
