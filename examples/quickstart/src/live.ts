import { setTimeout as wait } from "node:timers/promises";
import type { CoinbaseClient, StreamState } from "@cqvx/coinbase";
import { createLadder, LEVELS } from "./ladder.ts";
import { heading } from "./print.ts";

/** How long the ladder runs before the connections are cut, and after they have come back. */
const BEFORE_CUT_MS = 3_000;
const AFTER_RECOVERY_MS = 3_000;
const RECOVERY_TIMEOUT_MS = 6_000;

/** A ladder of the live book with the trades beside it. With `cut`, the connections break in the middle and come back. */
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
  live: ": whole, and every message since its snapshot was counted",
  stale: ": do not trade on it until a new snapshot has come",
};
