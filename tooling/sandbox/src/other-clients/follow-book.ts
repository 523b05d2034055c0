import type { SandboxBook } from "../exchange/market/sandbox-book.ts";
import { createTestBook } from "../testing/streams.ts";
import type { CoinbaseApiClient, CoinbaseApiFrame } from "./connect-coinbase-api.ts";

/** A book after the last frame received. */
export interface FollowedBook {
  /** The number of the last frame, or undefined before the first. */
  readonly sequence: number | undefined;
  readonly levels: SandboxBook;
}

/** Builds a book from the frames of `coinbase-api`, which keeps no book itself. */
export function followBook({ streams: { market } }: CoinbaseApiClient, productId: string): FollowedBook {
  const book = createTestBook();
  let sequence: number | undefined;
  market.on("update", (frame: CoinbaseApiFrame) => {
    if (frame.channel !== "l2_data") return;
    book.apply(frame);
    sequence = frame.sequence_num;
  });
  market.subscribe({ topic: "level2", payload: { product_ids: [productId] } }, "advTradeMarketData");
  return {
    get sequence() {
      return sequence;
    },
    get levels() {
      return book.toJson();
    },
  };
}
