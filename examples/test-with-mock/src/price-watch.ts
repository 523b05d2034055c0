import type { Streaming, Subscription } from "@cqvx/coinbase";

/** The best prices of a market. */
export interface BestPrices {
  readonly bid: string;
  readonly ask: string;
}

export interface PriceWatch extends AsyncDisposable {
  /** Returns the best prices, or undefined while the book is stale: never trade on a stale book. */
  best(): BestPrices | undefined;
}

/** Follows the book of a symbol. */
export async function watchPrices(client: Streaming, symbol: string): Promise<PriceWatch> {
  let current: BestPrices | undefined;
  const stream: Subscription = await client.subscribeOrderBook(
    symbol,
    ({ bids: [bid], asks: [ask] }, { state }) => {
      current = state === "live" && bid && ask ? { bid: bid.price, ask: ask.price } : undefined;
    },
    {
      depth: 1,
      onState: (state) => {
        if (state !== "live") current = undefined;
      },
    },
  );
  return { best: () => current, [Symbol.asyncDispose]: () => stream.close() };
}
