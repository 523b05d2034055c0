import { createLevelReader, createLocalBook, readJsonObject } from "@cqvx/core/venue";
import type { Contender } from "../contender.ts";
import { countDifferences } from "../count-differences.ts";
import type { Row } from "../market-side.ts";
import type { Truth } from "../workload.ts";

const readLevels = createLevelReader({
  levels: "updates",
  price: "price_level",
  quantity: "new_quantity",
  side: "side",
  sides: { bid: "bids", offer: "asks" },
});

/** Starts the local order book of CQVX, without a stream: frames are read straight into the book. */
export async function startLocalBook(): Promise<Contender> {
  const book = createLocalBook();
  const rows = (side: "bids" | "asks"): Row[] =>
    book.best(side, Number.POSITIVE_INFINITY).map(({ price, quantity }) => [price, quantity]);
  return {
    messagesBefore: 0,
    take: (frame) => {
      for (const event of readJsonObject(frame).list("events")) readLevels(book, event);
      if (book.best("bids", 1).length + book.best("asks", 1).length !== 2)
        throw new Error("the book has no top");
    },
    ready: async () => {},
    finish: async (truth: Truth) => countDifferences(truth, rows("bids"), rows("asks")),
  };
}
