import { MalformedReply } from "../errors/malformed-reply.ts";
import { isObject, type JsonObject } from "../values/json-object.ts";
import type { BookSide } from "./level-store.ts";
import type { LocalBook } from "./local-book.ts";

/** What a venue calls the parts of an event that changes a book. */
export interface LevelFields {
  /** The list of changed levels. */
  readonly levels: string;
  readonly price: string;
  readonly quantity: string;
  readonly side: string;
  /** Its words for the sides, in the letter case that it sends. */
  readonly sides: Readonly<Record<string, BookSide>>;
}

/**
 * Applies a venue's changed levels to a book. A change that cannot be read throws `MalformedReply`, when those before it are
 * in the book: it is to be had anew.
 */
export function createLevelReader(fields: LevelFields): (book: LocalBook, event: JsonObject) => void {
  const { price: priceName, quantity: quantityName, side: sideName } = fields;
  const sides: ReadonlyMap<unknown, BookSide> = new Map(Object.entries(fields.sides));

  // There may be forty thousand: they are looked at as they were parsed.
  return (book, event) => {
    for (const change of event.rawList(fields.levels)) {
      if (!isObject(change)) return readWrapped(book, event);
      const { [priceName]: price, [quantityName]: quantity, [sideName]: word } = change;
      const side = sides.get(word);
      if (typeof price !== "string" || typeof quantity !== "string" || side === undefined) {
        return readWrapped(book, event);
      }
      book.set(side, price, quantity);
    }
  };

  /**
   * For numbers, whose digits only the wrapped object knows, and for telling what is wrong. It begins again: to set a level
   * twice is to set it once.
   */
  function readWrapped(book: LocalBook, event: JsonObject): void {
    for (const change of event.list(fields.levels)) {
      const side = sides.get(change.requiredText(sideName));
      if (side === undefined)
        throw new MalformedReply("a level of the book is on no known side", "BAD_LEVEL");
      book.set(side, change.requiredDecimal(priceName), change.requiredDecimal(quantityName));
    }
  }
}

/** The names of a venue's lists of levels, each level a tuple of its price and its quantity: `[["50000.10", 0.5], …]`. */
export type TupleFields = Readonly<Record<BookSide, string>>;

/** Applies a venue's changed levels to a book, where each side is a list of tuples. A list that is absent changes nothing. */
export function createTupleReader({ bids, asks }: TupleFields): (book: LocalBook, event: JsonObject) => void {
  const sides = [
    ["bids", bids],
    ["asks", asks],
  ] as const;
  return (book, event) => {
    for (const [side, name] of sides) {
      if (!event.has(name)) continue;
      for (const level of event.tuples(name))
        book.set(side, level.requiredDecimal(0), level.requiredDecimal(1));
    }
  };
}
