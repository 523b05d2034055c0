import { createBackoff } from "../connection/backoff.ts";
import { readLoss } from "../connection/read-loss.ts";
import type { OrderBook } from "../cqc/messages.ts";
import { isVenueError, type VenueErrorKind } from "../errors/venue-error.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import { createAudience } from "./audience.ts";
import type { BookView } from "./book-feed.ts";
import type { Feed } from "./feed.ts";

export interface PolledBookOptions {
  /** From the start of one look to the start of the next. */
  readonly intervalMs: number;
  /** Reads the whole book. Aborted when nobody listens any more. */
  readonly read: (signal: AbortSignal) => Promise<OrderBook>;
  readonly runtime: Pick<ResolvedRuntime, "clock" | "random">;
}

/** Asking again cannot help. */
const FINAL: ReadonlySet<VenueErrorKind> = new Set([
  "invalidInput",
  "unauthorized",
  "notFound",
  "unsupported",
]);

/** A book without a stream of its own, read again and again: for subscribers no different from one. */
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
  /** How long to wait before the next look, or undefined when there is none. */
  const fail = (error: unknown, nowMs: number): number | undefined => {
    const known = isVenueError(error) ? error : undefined;
    if (known !== undefined && FINAL.has(known.kind)) {
      audience.end(known);
      return undefined;
    }
    const stableMs = audience.isLive ? nowMs - liveSinceMs : 0;
    audience.stale(readLoss(error, "read the book"));
    return backoff.next(stableMs, known?.retryAfterMs);
  };
  const look = async (): Promise<number | undefined> => {
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
      const waitMs = await look();
      if (waitMs === undefined) return;
      await clock.sleep(waitMs, stopped.signal);
    }
  };

  return {
    audience,
    // It rejects when it is stopped while it sleeps.
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
