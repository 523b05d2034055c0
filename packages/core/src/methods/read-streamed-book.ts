import type { OrderBook } from "../cqc/messages.ts";
import type { BookView } from "../feeds/book-feed.ts";
import type { FeedSource } from "../feeds/feed.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";
import { createSubscriptions } from "../subscribers/subscriptions.ts";

/** Reads one book from a stream: the first whole one. The stream is left at once. */
export async function readStreamedBook(
  { runtime }: { readonly runtime: Pick<ResolvedRuntime, "logger"> },
  source: FeedSource<BookView>,
  symbol: string,
  depth: number,
  call: VenueCall,
): Promise<OrderBook> {
  let book: OrderBook | undefined;
  // Subscriptions of its own: the streams that `health` tells of are those of the user.
  const subscription = await createSubscriptions(runtime.logger).open(call, {}, source, () => ({
    deliver: (view) => {
      book ??= view.read(symbol, depth);
    },
  }));
  void subscription.close();
  if (book === undefined) throw new Error("a live stream has delivered no book");
  return book;
}
