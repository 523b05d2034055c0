import { createBackoff } from "../connection/topics/backoff.ts";
import { readLoss } from "../connection/topics/topic-sink.ts";
import type { OrderBook } from "../cqc/messages.ts";
import { isVenueError, type VenueErrorKind } from "../errors/venue-error.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import type { BookView } from "./book-feed.ts";
import { createAudience, type Feed } from "./feed.ts";

export interface PolledBookOptions {
  /** Milliseconds from the start of one request to the start of the next. */
  readonly intervalMs: number;
  /** Reads the whole book. The signal aborts when the last subscriber leaves. */
  readonly read: (signal: AbortSignal) => Promise<OrderBook>;
  readonly runtime: Pick<ResolvedRuntime, "clock" | "random">;
}

/** Kinds of errors that a further request would only repeat. */
const PERMANENT: ReadonlySet<VenueErrorKind> = new Set([
  "invalidInput",
  "unauthorized",
  "notFound",
  "unsupported",
]);

/** Creates the feed of a book that is polled, for a venue without a stream of books. Subscribers see no difference. */
export function createPolledBookFeed({ intervalMs, read, runtime }: PolledBookOptions): Feed<BookView> {
  const { clock, random } = runtime;
  const audience = createAudience<BookView>();
  const backoff = createBackoff(random);
  const stopped = new AbortController();
  let latest: BookView | undefined;
  let liveSinceMs = 0;

  const succeed = (book: OrderBook, nowMs: number): void => {
    if (!audience.isLive) liveSinceMs = nowMs;
    latest = viewOf(book);
    audience.live();
    audience.deliver(latest);
  };
  /** Returns the milliseconds until the next request; undefined when the feed ends. */
  const fail = (error: unknown, nowMs: number): number | undefined => {
    const known = isVenueError(error) ? error : undefined;
    if (known !== undefined && PERMANENT.has(known.kind)) {
      audience.end(known);
      return undefined;
    }
    const stableMs = audience.isLive ? nowMs - liveSinceMs : 0;
    audience.stale(readLoss(error, "read the book"));
    return backoff.next(stableMs, known?.retryAfterMs);
  };
  const readOnce = async (): Promise<number | undefined> => {
    const startedMs = clock.monotonic();
    try {
      const book = await read(stopped.signal);
      if (!stopped.signal.aborted) succeed(book, clock.monotonic());
      return Math.max(0, startedMs + intervalMs - clock.monotonic());
    } catch (error) {
      return stopped.signal.aborted ? undefined : fail(error, clock.monotonic());
    }
  };
  const poll = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const waitMs = await readOnce();
      if (waitMs === undefined) return;
      await clock.sleep(waitMs, stopped.signal);
    }
  };

  return {
    audience,
    // `poll` rejects when the feed is stopped during a sleep.
    start: () => void poll().catch(() => {}),
    stop: async () => stopped.abort(),
    greet: (newcomer) => {
      if (audience.isLive && latest !== undefined) newcomer.deliver(latest);
    },
  };
}

function viewOf(book: OrderBook): BookView {
  return {
    read: (symbol, depth) => ({
      ...book,
      symbol,
      bids: book.bids.slice(0, depth),
      asks: book.asks.slice(0, depth),
    }),
  };
}
