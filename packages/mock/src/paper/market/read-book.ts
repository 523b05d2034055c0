import type { CallContext } from "@cqvx/core";
import {
  checkKnownFields,
  compareDecimals,
  invalidInput,
  isLess,
  isPositiveDecimal,
  OrderSide,
} from "@cqvx/core/in-memory";
import { add } from "./amounts.ts";
import { isBetter } from "./offer-book.ts";
import type { PaperBook, PaperBookInput, PaperLevel, PaperLevelInput } from "./paper-book.ts";

/** The accepted fields of a level. They include the fields of a CQC `PriceLevel`. */
const LEVEL_FIELDS = ["$typeName", "$unknown", "price", "quantity", "orderCount"];

/** The accepted fields of a book: the fields of a CQC `OrderBook`. */
const BOOK_FIELDS = [
  ...["$typeName", "$unknown", "symbol", "bids", "asks"],
  ...["sequence", "timestamp", "indicative"],
];

const POSITIVE = 'must be a decimal string above zero, such as "0.1"';

/** Reads a decimal above zero. Throws `invalidInput` with the field's name for any other value. */
export function readPositive(value: unknown, field: string, call: CallContext): string {
  if (!isPositiveDecimal(value)) throw invalidInput(call, field, POSITIVE);
  return value;
}

/** Reads a caller's book into levels with the best price first and each price once. Throws `invalidInput` when it is no book or crossed. */
export function readBook(book: PaperBookInput, field: string, call: CallContext): PaperBook {
  checkKnownFields(book, BOOK_FIELDS, field, call);
  const bids = mergeLevels(OrderSide.BUY, readLevels(book.bids, `${field}.bids`, call));
  const asks = mergeLevels(OrderSide.SELL, readLevels(book.asks, `${field}.asks`, call));
  const [bid, ask] = [bids[0], asks[0]];
  if (bid !== undefined && ask !== undefined && !isLess(bid.price, ask.price))
    throw invalidInput(call, `${field}.bids`, "must be below all asks");
  return { bids, asks };
}

/** Sorts the levels of one side, best price first, and adds up levels with the same price. */
export function mergeLevels(side: OrderSide, levels: readonly PaperLevel[]): readonly PaperLevel[] {
  const merged: PaperLevel[] = [];
  for (const level of levels.toSorted((left, right) => byPrice(side, left.price, right.price))) {
    const last = merged.at(-1);
    if (last === undefined || compareDecimals(last.price, level.price) !== 0) merged.push(level);
    else merged.splice(-1, 1, { price: last.price, quantity: add(last.quantity, level.quantity) });
  }
  return merged;
}

function readLevels(
  levels: readonly PaperLevelInput[],
  field: string,
  call: CallContext,
): readonly PaperLevel[] {
  if (!Array.isArray(levels)) throw invalidInput(call, field, "must be a list of levels");
  return levels.map((given: unknown, index) => {
    const at = `${field}[${index}]`;
    const level = Array.isArray(given) ? { price: given[0], quantity: given[1] } : given;
    checkKnownFields(level, LEVEL_FIELDS, at, call);
    const { price, quantity } = Object(level);
    return {
      price: readPositive(price, `${at}.price`, call),
      quantity: readPositive(quantity, `${at}.quantity`, call),
    };
  });
}

function byPrice(side: OrderSide, left: string, right: string): number {
  if (isBetter(side, left, right)) return -1;
  return isBetter(side, right, left) ? 1 : 0;
}
