import { MalformedReply } from "../errors/malformed-reply.ts";
import { isObject, type JsonObject } from "../values/json-object.ts";
import type { BookSide } from "./level-store.ts";
import type { LocalBook } from "./local-book.ts";

/** A venue's names for the parts of an event that changes a book. */
export interface LevelFields {
  /** The name of the list of changed levels. */
  readonly levels: string;
  readonly price: string;
  readonly quantity: string;
  readonly side: string;
  /** The venue's words for the sides, in exactly the letter case that it sends. */
  readonly sides: Readonly<Record<string, BookSide>>;
}

/**
 * Creates a function that applies an event's changed levels to a book. A change that cannot be read throws `MalformedReply`.
 * The changes before it are then already applied, so the book needs a new snapshot.
 */
export function createLevelReader(fields: LevelFields): (book: LocalBook, event: JsonObject) => void {
  const { price: priceName, quantity: quantityName, side: sideName } = fields;
  const sides: ReadonlyMap<unknown, BookSide> = new Map(Object.entries(fields.sides));

  // An event may have 40,000 changes, so they are read without wrapping each one.
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
   * Reads the changes as wrapped objects, which keep the digits of numbers and name the field of an error. It starts again
   * from the first change, because setting a level twice has no further effect.
   */
  function readWrapped(book: LocalBook, event: JsonObject): void {
    for (const change of event.list(fields.levels)) {
      const side = sides.get(change.requiredText(sideName));
      if (side === undefined)
        throw new MalformedReply("a level of the book has an unknown side", "BAD_LEVEL");
      book.set(side, change.requiredDecimal(priceName), change.requiredDecimal(quantityName));
    }
  }
}

/** The names of a venue's lists of levels, each level a tuple of its price and its quantity: `[["50000.10", 0.5], …]`. */
export type TupleFields = Readonly<Record<BookSide, string>>;

/**
 * Creates a function that applies an event's changed levels to a book. Each side is a list of tuples; an absent list changes
 * nothing.
 */
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
