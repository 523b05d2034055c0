/**
 * Streaming with CQVX on Coinbase: the live book of one market, its trades, and the account's orders. By default it
 * starts a sandbox. `--live` streams the real market, and the account's orders if keys are in the environment.
 */
import { setTimeout as wait } from "node:timers/promises";
import { nameOf, OrderSide, OrderStatus, type StreamState, type Subscription } from "@cqvx/coinbase";
import { openVenue } from "./venue.ts";

const SYMBOL = "BTC-USD";
const SECONDS = 5;

const { client, hasKeys, close } = await openVenue(process.argv.includes("--live"));
try {
  const onState = (name: string) => (state: StreamState) => console.log(`${name} is ${state}`);

  let shown = "";
  const streams: Subscription[] = [
    // The handler receives the book after each change, ten levels a side, best prices first.
    await client.subscribeOrderBook(
      SYMBOL,
      ({ bids: [bid], asks: [ask] }, { state }) => {
        // Never trade on a stale book: it holds the last known state.
        if (state !== "live") return;
        const best = `book   ${bid?.price} x ${bid?.quantity} | ${ask?.price} x ${ask?.quantity}`;
        if (best !== shown) console.log(best);
        shown = best;
      },
      { depth: 10, onState: onState("the book") },
    ),
    await client.subscribeTrades(
      SYMBOL,
      ({ side, quantity, price }) => console.log(`trade  ${nameOf(OrderSide, side)} ${quantity} at ${price}`),
      {
        onState: onState("the tape"),
        onGap: ({ after }) => console.log(`trades after ${after.tradeId} were missed`),
      },
    ),
  ];
  if (hasKeys) {
    streams.push(
      await client.subscribeOrders(
        ({ orderId, status, filledQuantity }) =>
          console.log(`order  ${orderId} ${nameOf(OrderStatus, status)}, filled ${filledQuantity ?? "0"}`),
        { onState: onState("the account") },
      ),
    );
  }
  for (const stream of streams) {
    // A stream reconnects by itself without a time limit. It ends only by close(), or when the venue refuses it.
    void stream.closed.then(({ error }) => error && console.log(error.message));
  }
  await wait(SECONDS * 1_000);
} finally {
  await client.close();
  await close();
}
