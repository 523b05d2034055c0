/**
 * Aborts calls at every moment against a sandbox in this process, closes everything and must then end by itself. A leaked
 * timer, socket or listener keeps it alive. An unhandled rejection ends it with an error.
 */
import { startSandbox } from "@cqvx/sandbox";
import { createCoinbaseClient, isVenueError, OrderSide, OrderType } from "../../index.ts";

const MOMENTS = 60;

const sandbox = await startSandbox({ rateLimits: false });
const { restUrl, credentials } = sandbox.coinbase;
const client = createCoinbaseClient({ baseUrl: restUrl, credentials: credentials.ecdsa }, { logger: false });
const order = {
  symbol: "BTC-USD",
  side: OrderSide.BUY,
  type: OrderType.LIMIT,
  quantity: "0.001",
  price: "20000",
};

const calls: readonly ((signal: AbortSignal) => Promise<unknown>)[] = [
  (signal) => client.placeOrder(order, { signal }),
  (signal) => client.getBalance({ signal, includeZero: true }),
  (signal) => client.cancelOrder("0f0f0f0f-0000-4000-8000-000000000000", { signal }),
];

/** Waits for turns of the event loop. A socket makes progress once a turn. */
function turns(count: number): Promise<void> {
  return count === 0
    ? Promise.resolve()
    : new Promise((resolve) => setImmediate(() => resolve(turns(count - 1))));
}

const kinds = new Map<string, number>();
for (let moment = 0; moment < MOMENTS; moment++) {
  for (const call of calls) {
    const controller = new AbortController();
    const outcome = call(controller.signal).then(
      () => "done",
      (error: unknown) => (isVenueError(error) ? error.kind : "untyped"),
    );
    await turns(moment);
    controller.abort();
    const kind = await outcome;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
}
await client.close();
await sandbox.close();
console.log(JSON.stringify(Object.fromEntries(kinds)));
