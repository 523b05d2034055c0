import type { TouchedLevel } from "../../exchange/change-log.ts";
import { type BookJournal, createBookJournal } from "../../exchange/market/book-journal.ts";
import type { Market } from "../../exchange/market/market.ts";
import type { SandboxBook } from "../../exchange/market/sandbox-book.ts";
import { plain } from "../../numbers/decimal.ts";

/** One frame of a book, and whose book it is. */
export interface TruthFrame {
  readonly connection: number;
  readonly sequence: number;
  readonly productId: string;
}

/** What every level2 frame meant: the venue's own book after it, level by level, whether the frame arrived or not. */
export interface BookTruth {
  /** The frames of which the book is known, oldest first. */
  readonly frames: readonly TruthFrame[];
  /** The book after a frame: undefined for one that was none of a book, or is forgotten, or was never recorded. */
  bookAt(connection: number, sequence: number): SandboxBook | undefined;
}

/** Writes the truth down. It is taken from the book, not from what is sent. */
export interface TruthRecorder {
  start(market: Market): void;
  change(market: Market, touched: readonly TouchedLevel[]): void;
  record(connection: number, sequence: number | undefined, bookId: string): void;
}

const KEPT_FRAMES = 100_000;

interface RecordedFrame extends TruthFrame {
  readonly version: number;
}

export function createTruth(isRecording: boolean): BookTruth & TruthRecorder {
  const journals = new Map<string, BookJournal>();
  const frames = new Map<string, RecordedFrame>();
  return {
    get frames() {
      return [...frames.values()].map(({ connection, sequence, productId }) => ({
        connection,
        sequence,
        productId,
      }));
    },
    bookAt(connection, sequence) {
      const frame = frames.get(`${connection} ${sequence}`);
      return frame === undefined ? undefined : journals.get(frame.productId)?.at(frame.version);
    },
    start(market) {
      if (!isRecording || journals.has(market.product.id)) return;
      journals.set(market.product.id, createBookJournal(market.book));
    },
    change({ product, book }, touched) {
      const sizeAt = ({ side, price }: TouchedLevel) => plain(book.sizeAt(side, price));
      journals
        .get(product.id)
        ?.add(touched.map((level) => ({ side: level.side, price: plain(level.price), size: sizeAt(level) })));
    },
    record(connection, sequence, bookId) {
      const journal = journals.get(bookId);
      if (journal === undefined || sequence === undefined) return;
      const frame = { connection, sequence, productId: bookId, version: journal.version };
      frames.set(`${connection} ${sequence}`, frame);
      const [oldest] = frames.size > KEPT_FRAMES ? frames.keys() : [];
      if (oldest !== undefined) frames.delete(oldest);
    },
  };
}
