import type { StreamOptions, Subscription } from "../contract/subscription.ts";
import { isVenueError, type VenueError } from "../errors/venue-error.ts";
import { linkAbort } from "./link-abort.ts";

/**
 * A subscription to iterate over. It begins with the first `next()`. `break`, `return()`, `throw()` and disposing close it,
 * also while a `next()` waits, which is done then.
 */
export interface StreamIterator<Item> extends AsyncIterable<Item>, AsyncDisposable {
  /** Rejects once, with the `VenueError` of a stream that failed or could not be opened; after that it is done. */
  next(): Promise<IteratorResult<Item, undefined>>;
  return(): Promise<IteratorResult<Item, undefined>>;
  /** Rejects with `error`, as that of a generator does. */
  throw(error?: unknown): Promise<IteratorResult<Item, undefined>>;
  [Symbol.asyncIterator](): StreamIterator<Item>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A `next()` that waits. */
interface Consumer<Item> {
  readonly resolve: (result: IteratorResult<Item, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

const DONE = { done: true, value: undefined } as const;

/**
 * Makes an iterator of a `subscribe…` method. Its handler is at work from one item until the consumer asks for the next:
 * what comes meanwhile waits, or conflates, as it does for every slow handler.
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
    // Only a client that does not wait for its handler gets here, as a test double may.
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
    // It was left while it was being opened, by a client that pays no heed to signals.
    if (isOver) await subscription.close();
    const { error } = await subscription.closed;
    return error;
  };
  const leave = async (): Promise<void> => {
    end();
    // Who leaves does not want to hear of it any more.
    failure = undefined;
    try {
      await subscription?.close();
    } catch {
      // Nobody can do anything about it, and nothing more is delivered either way.
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
        // An abort, or the end of the client, while it is opened is the end as it is afterwards.
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
