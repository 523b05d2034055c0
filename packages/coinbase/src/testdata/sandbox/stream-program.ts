/**
 * Streams against a sandbox in this process, over sockets that break, stall and refuse. Closes everything and must then end by
 * itself. A leaked timer, socket or listener keeps it alive. An unhandled rejection ends it with an error.
 */
import { type StreamFault, startSandbox } from "@cqvx/sandbox";
import { createCoinbaseClient, isVenueError, type StreamState, type Subscription } from "../../index.ts";

const SYMBOL = "BTC-USD";

const sandbox = await startSandbox({ rateLimits: false, ticksPerSecond: 200 });
const { restUrl, wsUrls, credentials, streamFaults } = sandbox.coinbase;

/** Streams until these faults have happened and `stateCount` states have arrived. Returns the end of each stream. */
async function streamAndClose(
  faults: readonly StreamFault[],
  stateCount: number,
): Promise<readonly string[]> {
  let states = 0;
  streamFaults.clear();
  streamFaults.add(...faults);
  const client = createCoinbaseClient(
    { baseUrl: restUrl, wsUrls, credentials: credentials.ecdsa },
    { logger: false, random: () => 0 },
  );
  const onState = (_state: StreamState) => {
    states += 1;
  };
  const subscribing = [
    client.subscribeOrderBook(SYMBOL, () => {}, { onState }),
    client.subscribeTrades(SYMBOL, () => {}, { onState }),
    client.subscribeOrders(() => {}, { onState }),
  ].map((opening) => opening.then(reasonOf, reasonOf));
  while (states < stateCount || streamFaults.pending.length > 0)
    await new Promise((resolve) => setImmediate(resolve));
  await client.close();
  return Promise.all(subscribing);
}

async function reasonOf(outcome: unknown): Promise<string> {
  if (isVenueError(outcome)) return outcome.kind;
  return isSubscription(outcome) ? (await outcome.closed).reason : "untyped";
}

function isSubscription(outcome: unknown): outcome is Subscription {
  return typeof outcome === "object" && outcome !== null && "closed" in outcome;
}

const host = "market";
const ends = [
  await streamAndClose([], 0),
  await streamAndClose([], 3),
  await streamAndClose([{ kind: "reset", match: { host }, skip: 6 }], 3),
  // Three streams become live, then two become stale and live again.
  await streamAndClose([{ kind: "close", code: 1012, match: { host }, skip: 6 }], 5),
  await streamAndClose([{ kind: "malformed", match: { host }, skip: 6 }], 7),
  await streamAndClose([{ kind: "silent", times: 2 }], 0),
  await streamAndClose([{ kind: "refuse", status: 503, times: 4 }], 0),
];
const connections = sandbox.coinbase.connections().length;
// This is last: a stalled venue does not notice that its client left.
ends.push(await streamAndClose([{ kind: "stall", match: { host }, skip: 6 }], 3));
await sandbox.close();
const endedMs = performance.now();
process.once("exit", () => {
  console.log(JSON.stringify({ ends, connections, exitMs: performance.now() - endedMs }));
});
