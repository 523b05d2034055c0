import type { StreamOptions, Subscription } from "../contract/subscription.ts";
import { isVenueError, type VenueError } from "../errors/venue-error.ts";
import { linkAbort } from "./link-abort.ts";

/**
 * An iterator over a subscription, which opens at the first `next()`. `break`, `return()`, `throw()` and disposing close it.
 * A `next()` that is waiting then resolves as done.
 */
export interface StreamIterator<Item> extends AsyncIterable<Item>, AsyncDisposable {
  /** Returns the next item. Rejects once with the `VenueError` of a stream that failed or did not open, and is done after it. */
  next(): Promise<IteratorResult<Item, undefined>>;
  return(): Promise<IteratorResult<Item, undefined>>;
  /** Closes the subscription and rejects with `error`, like a generator. */
  throw(error?: unknown): Promise<IteratorResult<Item, undefined>>;
  [Symbol.asyncIterator](): StreamIterator<Item>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A `next()` that is waiting for an item. */
interface Consumer<Item> {
  readonly resolve: (result: IteratorResult<Item, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

const DONE = { done: true, value: undefined } as const;

/**
 * Creates an iterator from a `subscribe…` method. Its handler stays busy from one item until the consumer asks for the next.
 * Items that arrive in the meantime queue or conflate, as for any slow handler.
 */
export function createStreamIterator<Item, Options extends StreamOptions>(
  subscribe: (handler: (item: Item) => void | Promise<void>, options: Options) => Promise<Subscription>,
  options: Options,
): StreamIterator<Item> {
  const left = new AbortController();
  const consumers: Consumer<Item>[] = [];
  let subscription: Subscription | undefined;
  let hasBegun = false;
  let isOver = false;
  let failure: unknown;
  let ask: () => void = () => {};
  let asked = Promise.resolve();

  const handOver = (item: Item): void | Promise<void> => {
    if (isOver) return undefined;
    const consumer = consumers.shift();
    // Only a client that does not wait for its handler gets here, such as a test double.
    if (consumer === undefined) return asked.then(() => handOver(item));
    consumer.resolve({ done: false, value: item });
    if (consumers.length > 0) return undefined;
    asked = new Promise((resolve) => {
      ask = resolve;
    });
    return asked;
  };
  const serveEnd = (): void => {
    for (const { resolve, reject } of consumers.splice(0)) {
      if (failure === undefined) resolve(DONE);
      else reject(failure);
      failure = undefined;
    }
  };
  const end = (error?: unknown): void => {
    if (isOver) return;
    isOver = true;
    failure = error;
    serveEnd();
    ask();
    left.abort();
  };
  const follow = async (): Promise<VenueError | undefined> => {
    const signal = linkAbort(options.signal, left);
    subscription = await subscribe(handOver, { ...options, signal });
    // The consumer left while the stream was opening, and the client ignored the signal.
    if (isOver) await subscription.close();
    const { error } = await subscription.closed;
    return error;
  };
  const leave = async (): Promise<void> => {
    end();
    // A consumer that leaves does not get the error.
    failure = undefined;
    try {
      await subscription?.close();
    } catch {
      // A failed close has no consequence: nothing more is delivered either way.
    }
  };

  const iterator: StreamIterator<Item> = {
    next: () =>
      new Promise((resolve, reject) => {
        consumers.push({ resolve, reject });
        if (isOver) return serveEnd();
        ask();
        if (hasBegun) return;
        hasBegun = true;
        // An abort, or the close of the client, ends an opening stream without an error, like an open one.
        follow().then(end, (error) => end(isVenueError(error, "aborted") ? undefined : error));
      }),
    return: async () => {
      await leave();
      return DONE;
    },
    throw: async (error) => {
      await leave();
      throw error;
    },
    [Symbol.asyncDispose]: leave,
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
