import type { TouchedLevel } from "../../exchange/change-log.ts";
import { type BookJournal, createBookJournal } from "../../exchange/market/book-journal.ts";
import type { Market } from "../../exchange/market/market.ts";
import type { SandboxBook } from "../../exchange/market/sandbox-book.ts";
import { plain } from "../../numbers/decimal.ts";

/** A frame of a book's channel, and the id of the book. */
export interface TruthFrame {
  readonly connection: number;
  readonly sequence: number;
  readonly productId: string;
}

/** The venue's own book after each level2 frame. It also covers frames that a fault withheld. */
export interface BookTruth {
  /** The recorded frames, oldest first. */
  readonly frames: readonly TruthFrame[];
  /** Returns the book after a frame, or undefined for a frame without a book or a forgotten or unrecorded one. */
  bookAt(connection: number, sequence: number): SandboxBook | undefined;
}

/** Records the truth from the venue's book, not from its messages. */
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
