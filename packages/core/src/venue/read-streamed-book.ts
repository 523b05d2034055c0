import type { OrderBook } from "../cqc/messages.ts";
import type { BookView } from "../feeds/book-feed.ts";
import type { FeedSource } from "../feeds/feed.ts";
import type { VenueCall } from "../http/venue-call.ts";
import { createClientStreams } from "../methods/client-streams.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import { loadStreams } from "./load-streams.ts";

/** Reads the first whole book of a stream, and leaves the stream at once. */
export async function readStreamedBook(
  { runtime }: { readonly runtime: Pick<ResolvedRuntime, "logger"> },
  source: FeedSource<BookView>,
  symbol: string,
  depth: number,
  call: VenueCall,
): Promise<OrderBook> {
  let book: OrderBook | undefined;
  // Streams of its own: the client's are those that `health` reports.
  const { subscriptions } = await createClientStreams(loadStreams, runtime.logger).load(call);
  const subscription = await subscriptions.open(call, {}, source, () => ({
    deliver: (view) => {
      book ??= view.read(symbol, depth);
    },
  }));
  void subscription.close();
  if (book === undefined) throw new Error("a live stream has delivered no book");
  return book;
}
