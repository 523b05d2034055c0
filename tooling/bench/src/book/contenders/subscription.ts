import { createCoinbaseClient } from "@cqvx/coinbase";
import type { OrderBook } from "@cqvx/core";
import type { Contender } from "../contender.ts";
import { countDifferences } from "../count-differences.ts";
import type { Row } from "../market-side.ts";
import { createScriptedVenue } from "../scripted-venue.ts";
import { PRODUCT } from "../workload.ts";

/** Starts a whole subscription of CQVX: frame, sequence check, book, and a handler that receives ten levels a side. */
export async function startSubscription(): Promise<Contender> {
  const venue = createScriptedVenue();
  const client = createCoinbaseClient({}, { WebSocket: venue.WebSocket, logger: false });
  let delivered = 0;
  let taken = 0;
  const subscription = client.subscribeOrderBook(
    PRODUCT,
    (book, { state }) => {
      if (state === "live" && book.bids.length === 10 && book.asks.length === 10) delivered += 1;
    },
    { depth: 10 },
  );
  await venue.subscribed("level2");
  return {
    messagesBefore: venue.messages(),
    take: (frame) => {
      venue.send(frame);
      taken += 1;
    },
    ready: async () => {
      await subscription;
    },
    finish: async (truth) => {
      if (delivered !== taken)
        throw new Error(`the handler was called ${delivered} times for ${taken} frames`);
      const { bids, asks } = await wholeBook();
      await client.close();
      return countDifferences(truth, bids.map(rowOf), asks.map(rowOf));
    },
  };

  /** Reads the whole book through a second subscription, which first receives the current book. */
  async function wholeBook(): Promise<OrderBook> {
    let whole: OrderBook | undefined;
    const another = await client.subscribeOrderBook(
      PRODUCT,
      (book) => {
        whole ??= book;
      },
      { depth: Number.POSITIVE_INFINITY },
    );
    await another.close();
    if (whole === undefined) throw new Error("the subscription delivered no book");
    return whole;
  }
}

function rowOf({ price, quantity }: OrderBook["bids"][number]): Row {
  return [price, quantity];
}
