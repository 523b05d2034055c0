import type { StreamMessage, Topic } from "../connection/session/socket-protocol.ts";
import type { StreamHub } from "../connection/stream-hub.ts";
import type { TopicSink } from "../connection/topic-sink.ts";
import type { OrderBook } from "../cqc/messages.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { createLocalBook, type LocalBook } from "../order-book/local-book.ts";
import type { JsonObject } from "../values/json-object.ts";
import { parseTimestamp } from "../values/timestamp.ts";
import { createAudience } from "./audience.ts";
import type { Feed } from "./feed.ts";

/** A current book, of which each subscriber takes what it has asked for. */
export interface BookView {
  read(symbol: string, depth: number): OrderBook;
}

/** The numbers of the changes in one event: one, or from the first to the last. */
export type BookVersion = number | { readonly from: number; readonly to: number };

/** How a venue's events change a book. */
export interface BookEvents {
  /** The event holds the whole book. */
  isSnapshot(event: JsonObject): boolean;
  /** Applies the levels of an event. */
  readLevels(book: LocalBook, event: JsonObject): void;
  /** The venue documents that its bids may be above its asks. Default: a crossed book has lost something. */
  readonly mayCross?: boolean | undefined;
  /** The book says what the venue would quote: nothing in it can be hit as it stands. Default false. */
  readonly indicative?: boolean | undefined;
  /**
   * Returns the event's number, for a venue that counts the changes of each market. A snapshot may have any; each change after
   * it is one more. An older one is skipped, and a missing one makes the book stale. The delivered book carries the number.
   */
  version?(event: JsonObject): BookVersion;
}

/** The book of one market. It is live from a confirmed snapshot on, and void from a loss on. */
export function createBookFeed(hub: StreamHub, topic: Topic, events: BookEvents): Feed<BookView> {
  const audience = createAudience<BookView>();
  const book = createLocalBook();
  let latest: StreamMessage | undefined;
  let version: number | undefined;
  let isConfirmed = false;
  let isWhole = false;

  const view: BookView = {
    read: (symbol, depth) => ({
      $typeName: "cqc.markets.v1.OrderBook",
      symbol,
      bids: book.best("bids", depth),
      asks: book.best("asks", depth),
      sequence: textOf(version ?? latest?.sequence),
      timestamp: latest?.time === undefined ? undefined : parseTimestamp(latest.time),
      indicative: events.indicative === true,
    }),
  };
  /** Notes the numbers of an event. False when the book has its changes already. */
  const isNext = (event: JsonObject, isSnapshot: boolean): boolean => {
    if (events.version === undefined) return true;
    const numbers = events.version(event);
    const { from, to } = typeof numbers === "number" ? { from: numbers, to: numbers } : numbers;
    if (!isSnapshot && version !== undefined) {
      if (to <= version) return false;
      if (from > version + 1) throw new MalformedReply(`expected change ${version + 1}, got ${from}`, "GAP");
    }
    version = to;
    return true;
  };
  const apply = (event: JsonObject): void => {
    const isSnapshot = events.isSnapshot(event);
    // Changes before the snapshot are part of it.
    if (!isSnapshot && !isWhole) return;
    if (!isNext(event, isSnapshot)) return;
    if (isSnapshot) book.clear();
    events.readLevels(book, event);
    isWhole = true;
    if (events.mayCross !== true && book.isCrossed()) {
      throw new MalformedReply("the best bid of the book is above its best ask", "CROSSED_BOOK");
    }
  };
  const publish = (): void => {
    if (!isConfirmed || !isWhole) return;
    audience.live();
    audience.deliver(view);
  };

  const sink: TopicSink = {
    confirmed: () => {
      isConfirmed = true;
      publish();
    },
    receive: (received, message) => {
      for (const event of received) apply(event);
      latest = message;
      publish();
    },
    isWhole: () => isWhole,
    lost: (loss) => {
      isConfirmed = false;
      isWhole = false;
      version = undefined;
      book.clear();
      audience.stale(loss);
    },
    ended: (error) => audience.end(error),
  };

  return {
    audience,
    start: () => hub.attach(topic, sink),
    stop: () => hub.detach(topic, sink),
    greet: (newcomer) => {
      if (audience.isLive) newcomer.deliver(view);
    },
  };
}

function textOf(sequence: number | undefined): string | undefined {
  return sequence === undefined ? undefined : String(sequence);
}
