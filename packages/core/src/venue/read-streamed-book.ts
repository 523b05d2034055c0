import type { OrderBook } from "../cqc/messages.ts";
import type { VenueCall } from "../http/venue-call.ts";
import type { ClientOperations } from "../methods/client-operations.ts";
import { createClientStreams, type StreamCode } from "../methods/client-streams.ts";
import type { ResolvedRuntime } from "../runtime/resolve-runtime.ts";

/** The parts of a client that read a book from its stream. */
export interface StreamedBooks {
  readonly runtime: Pick<ResolvedRuntime, "logger">;
  readonly loadCode: () => Promise<StreamCode>;
  readonly books: NonNullable<ClientOperations["subscribeOrderBook"]>;
}

/** Reads the first whole book of a stream, and leaves the stream at once. */
export async function readStreamedBook(
  { runtime, loadCode, books }: StreamedBooks,
  symbol: string,
  depth: number,
  call: VenueCall,
): Promise<OrderBook> {
  let book: OrderBook | undefined;
  // Streams of its own: the client's are those that `health` reports.
  const { subscriptions } = await createClientStreams(loadCode, runtime.logger).load(call, {});
  const subscription = await subscriptions.open(call, {}, books(symbol, call), () => ({
    deliver: (view) => {
      book ??= view.read(symbol, depth);
    },
  }));
  void subscription.close();
  if (book === undefined) throw new Error("a live stream has delivered no book");
  return book;
}
