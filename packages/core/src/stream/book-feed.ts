import type { OrderBook } from "../cqc/messages.ts";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { createLocalBook, type LocalBook } from "../order-book/local-book.ts";
import type { JsonObject } from "../values/json-object.ts";
import { parseTimestamp } from "../values/timestamp.ts";
import { createAudience } from "./audience.ts";
import type { Feed } from "./feed.ts";
import type { StreamHub } from "./stream-hub.ts";
import type { Frame, Topic } from "./stream-protocol.ts";
import type { TopicSink } from "./topic-sink.ts";

/** A current book, of which each subscriber takes what it has asked for. */
export interface BookView {
  read(symbol: string, depth: number): OrderBook;
}

/** How a venue's events change a book. */
export interface BookEvents {
  /** The event holds the whole book. */
  isSnapshot(event: JsonObject): boolean;
  /** Applies the levels of an event. */
  readLevels(book: LocalBook, event: JsonObject): void;
  /** The venue documents that its bids may be above its asks. Default: a crossed book has lost something. */
  readonly mayCross?: boolean | undefined;
}

/** The book of one market. It is live from a confirmed snapshot on, and void from a loss on. */
export function createBookFeed(hub: StreamHub, topic: Topic, events: BookEvents): Feed<BookView> {
  const audience = createAudience<BookView>();
  const book = createLocalBook();
  let latest: Frame | undefined;
  let isConfirmed = false;
  let isWhole = false;

  const view: BookView = {
    read: (symbol, depth) => ({
      $typeName: "cqc.markets.v1.OrderBook",
      symbol,
      bids: book.best("bids", depth),
      asks: book.best("asks", depth),
      sequence: latest?.sequence === undefined ? undefined : String(latest.sequence),
      timestamp: latest?.time === undefined ? undefined : parseTimestamp(latest.time),
      indicative: false,
    }),
  };
  const apply = (event: JsonObject): void => {
    const isSnapshot = events.isSnapshot(event);
    // Changes before the snapshot are part of it.
    if (!isSnapshot && !isWhole) return;
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
    receive: (received, frame) => {
      for (const event of received) apply(event);
      latest = frame;
      publish();
    },
    isWhole: () => isWhole,
    lost: (loss) => {
      isConfirmed = false;
      isWhole = false;
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
