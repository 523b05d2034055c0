import { setTimeout as wait } from "node:timers/promises";
import type { CoinbaseClient, StreamState } from "@cqvx/coinbase";
import { createLadder, LEVELS } from "./ladder.ts";
import { heading } from "./print.ts";

/** Running time of the ladder before the connections are cut, and after they have recovered. */
const BEFORE_CUT_MS = 3_000;
const AFTER_RECOVERY_MS = 3_000;
const RECOVERY_TIMEOUT_MS = 6_000;

/**
 * Shows a ladder of the live book with the trades beside it. With `cut`, all connections break in the middle and
 * recover.
 */
export async function showLive(client: CoinbaseClient, symbol: string, cut?: () => void): Promise<void> {
  heading(`live: ${LEVELS} levels of ${symbol}, and the trades beside them`);
  const ladder = createLadder(process.stdout);
  const startMs = performance.now();
  let recover: () => void = () => {};
  const onState = (state: StreamState): void => {
    if (state === "closed") return;
    const seconds = ((performance.now() - startMs) / 1_000).toFixed(2);
    ladder.note(`${seconds.padStart(5)} s: the book is ${state}${MEANING[state]}`);
    if (state === "live") recover();
  };
  const book = await client.subscribeOrderBook(
    symbol,
    (latest, { state }) => ladder.showBook(latest, state),
    { depth: LEVELS, onState, onError: (error) => ladder.note(`drawing failed: ${error}`) },
  );
  const trades = await client.subscribeTrades(symbol, ladder.addTrade, { history: true });
  try {
    await wait(BEFORE_CUT_MS);
    if (cut !== undefined) {
      ladder.note("         the venue closes all connections");
      const recovered = new Promise<void>((resolve) => {
        recover = resolve;
      });
      cut();
      await Promise.race([recovered, wait(RECOVERY_TIMEOUT_MS, undefined, { ref: false })]);
    }
    await wait(AFTER_RECOVERY_MS);
  } finally {
    ladder.stop();
    await book.close();
    await trades.close();
  }
}

const MEANING = {
  live: ": complete, with no message missing since its snapshot",
  stale: ": do not trade on it until a new snapshot arrives",
};
