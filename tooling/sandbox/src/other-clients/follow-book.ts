import type { SandboxBook } from "../exchange/market/sandbox-book.ts";
import { createTestBook } from "../testing/streams.ts";
import type { CoinbaseApiClient, CoinbaseApiFrame } from "./connect-coinbase-api.ts";

/** A book as it stands after the last frame. */
export interface FollowedBook {
  /** The number of that frame; undefined before the first. */
  readonly sequence: number | undefined;
  readonly levels: SandboxBook;
}

/** Follows a book with `coinbase-api`, which hands the frames on and leaves putting them together to whoever listens. */
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
