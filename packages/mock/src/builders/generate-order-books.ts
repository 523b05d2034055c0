import type { OrderBook } from "@cqvx/core";
import {
  checkKnownFields,
  checkNumber,
  checkSymbol,
  divideDecimals,
  invalidInput,
  isPositiveDecimal,
  timestampFromMilliseconds,
} from "@cqvx/core/in-memory";
import { START_MS } from "../venue/manual-clock.ts";
import { createSeededRandom, SEED_RANGE } from "../venue/seeded-random.ts";
import { buildOrderBook } from "./build-order-book.ts";
import { createRandomSide } from "./random-side.ts";

export interface GeneratedBookOptions {
  /** The same seed gives the same books. Default 1. */
  readonly seed?: number | undefined;
  /** Default "BTC-USD". */
  readonly symbol?: string | undefined;
  /** The middle price of the first book. Default "50000". */
  readonly mid?: string | undefined;
  /** Levels a side, 1 to 100,000. Default 50. */
  readonly levels?: number | undefined;
  /** Default "0.01". */
  readonly priceIncrement?: string | undefined;
  /** Default "0.0001". */
  readonly quantityIncrement?: string | undefined;
}

const CALL = { venue: "mock", operation: "generateOrderBooks" };
const FIELDS = ["seed", "symbol", "mid", "levels", "priceIncrement", "quantityIncrement"];
const BETWEEN_BOOKS_MS = 100;

/**
 * Generates an endless series of books of one market. Each book differs from the previous one by one change, and has the
 * next sequence and a later time. Books are never crossed. Both sides have all their levels while prices above zero last.
 *
 * @throws VenueError of kind `invalidInput`, naming the wrong option
 */
export function generateOrderBooks(options: GeneratedBookOptions = {}): Generator<OrderBook, never> {
  return generate(checkOptions(options));
}

function* generate({ seed, symbol, levels, ...grid }: CheckedOptions): Generator<OrderBook, never> {
  const random = createSeededRandom(seed, `book ${symbol}`);
  const start = BigInt(divideDecimals(grid.mid, grid.priceIncrement, 0) ?? "0");
  const bids = createRandomSide({ ...grid, random, levels, start, direction: -1n });
  const asks = createRandomSide({ ...grid, random, levels, start, direction: 1n });
  for (let sequence = 1; ; sequence += 1) {
    yield buildOrderBook({
      symbol,
      bids: bids.levels(),
      asks: asks.levels(),
      sequence: String(sequence),
      timestamp: timestampFromMilliseconds(START_MS + (sequence - 1) * BETWEEN_BOOKS_MS),
    });
    // A side without levels cannot change.
    if (bids.best() !== undefined && random.fraction() < 0.5) bids.change(asks.best());
    else asks.change(bids.best());
  }
}

/** Generates the first book of the series. */
export function generateOrderBook(options: GeneratedBookOptions = {}): OrderBook {
  return generateOrderBooks(options).next().value;
}

type CheckedOptions = {
  readonly [Field in keyof GeneratedBookOptions]-?: NonNullable<GeneratedBookOptions[Field]>;
};

function checkOptions(options: GeneratedBookOptions): CheckedOptions {
  checkKnownFields(options, FIELDS, "options", CALL);
  const { seed = 1, symbol = "BTC-USD", levels = 50 } = options;
  const { mid = "50000", priceIncrement = "0.01", quantityIncrement = "0.0001" } = options;
  checkNumber(seed, SEED_RANGE, "seed", CALL);
  checkNumber(levels, { from: 1, to: 100_000, whole: true }, "levels", CALL);
  checkSymbol(symbol, CALL);
  for (const [field, value] of Object.entries({ mid, priceIncrement, quantityIncrement })) {
    if (!isPositiveDecimal(value)) throw invalidInput(CALL, field, "must be a decimal string above zero");
  }
  return { seed, symbol, levels, mid, priceIncrement, quantityIncrement };
}
