import type { StreamMessage, Topic } from "../connection/protocol/socket-protocol.ts";
import type { StreamHub } from "../connection/stream-hub.ts";
import type { TopicSink } from "../connection/topics/topic-sink.ts";
import type { OrderBook } from "../cqc/messages.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { createLocalBook, type LocalBook } from "../order-book/local-book.ts";
import type { JsonObject } from "../values/json-object.ts";
import { parseTimestamp } from "../values/timestamp.ts";
import { createAudience, type Feed } from "./feed.ts";

/** The current book of a market. Each subscriber reads it under its own symbol and depth. */
export interface BookView {
  read(symbol: string, depth: number): OrderBook;
}

/** The number of the one change in an event, or the numbers of its first and last change. */
export type BookVersion = number | { readonly from: number; readonly to: number };

/** The changes that a venue's events make to a book. */
export interface BookEvents {
  /** Returns true when the event holds the whole book. */
  isSnapshot(event: JsonObject): boolean;
  /** Applies the levels of an event. */
  readLevels(book: LocalBook, event: JsonObject): void;
  /** True when the venue documents that its bids may be above its asks. Default false: a crossed book is stale. */
  readonly mayCross?: boolean | undefined;
  /** True when the levels are indicative quotes, which no order can hit. Default false. */
  readonly indicative?: boolean | undefined;
  /**
   * Returns the event's number, for a venue that counts the changes of each market. A snapshot may have any number; each later
   * change has the next one. An older change is skipped. A missing change makes the book stale. The number is the delivered
   * book's `sequence`.
   */
  version?(event: JsonObject): BookVersion;
}

/** Creates the feed of one market's book. The book is live after a confirmed snapshot, and empty after a loss. */
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
  /** Notes the number of an event. Returns false when the book already contains its changes. */
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
    // Changes before the snapshot are contained in it.
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
