import type { StreamEnd, StreamOptions, StreamState, Subscription } from "../../contract/subscription.ts";
import { VenueError } from "../../errors/venue-error.ts";
import { type Deferred, defer } from "../deferred.ts";

export const ABORTED: VenueError = new VenueError({
  kind: "aborted",
  venue: "testvenue",
  operation: "subscribeTest",
  reason: "the caller aborted",
});

/** One stream of a client that the test controls. */
export interface FakeStream<Handler, Options> {
  readonly handler: Handler;
  readonly options: Options;
  /** The subscription; the test resolves or rejects it. */
  readonly opening: Deferred<Subscription>;
  /** Resolves `opening` and reports the state live. */
  open(): void;
  /** Reports a state. */
  turn(state: StreamState): void;
  /** Ends the stream. */
  end(end: StreamEnd): void;
  /** The number of closes. */
  readonly closes: number;
}

export interface FakeStreams<Handler, Options> {
  subscribe(handler: Handler, options: Options): Promise<Subscription>;
  /** All started streams. */
  readonly all: readonly FakeStream<Handler, Options>[];
  /** The only started stream. */
  readonly one: FakeStream<Handler, Options>;
}

export interface FakeStreamBehaviour {
  /** True when the streams ignore abort signals. */
  readonly isDeaf?: boolean;
  /** Called by a close, after it has ended the stream. */
  readonly close?: () => Promise<void>;
}

/** The streams of a client. They follow the contract, except for the given behaviour. */
export function createFakeStreams<Handler, Options extends StreamOptions>({
  isDeaf = false,
  close = async () => {},
}: FakeStreamBehaviour = {}): FakeStreams<Handler, Options> {
  const all: FakeStream<Handler, Options>[] = [];
  const begin = (handler: Handler, options: Options): FakeStream<Handler, Options> => {
    const opening = defer<Subscription>();
    const closed = defer<StreamEnd>();
    let state: StreamState = "stale";
    let closes = 0;
    const stream: FakeStream<Handler, Options> = {
      handler,
      options,
      opening,
      open: () => {
        stream.turn("live");
        opening.resolve(subscription);
      },
      turn: (next) => {
        if (state === next || state === "closed") return;
        state = next;
        options.onState?.(next);
      },
      end: (end) => {
        stream.turn("closed");
        closed.resolve(end);
      },
      get closes() {
        return closes;
      },
    };
    const leave = (): Promise<void> => {
      closes += 1;
      stream.end({ reason: "closed" });
      return close();
    };
    const subscription: Subscription = {
      get state() {
        return state;
      },
      closed: closed.promise,
      close: leave,
      [Symbol.asyncDispose]: leave,
    };
    const onAbort = (): void => {
      opening.reject(ABORTED);
      stream.end({ reason: "closed" });
    };
    if (options.signal?.aborted && !isDeaf) onAbort();
    if (!isDeaf) options.signal?.addEventListener("abort", onAbort);
    return stream;
  };
  return {
    subscribe: (handler, options) => {
      const stream = begin(handler, options);
      all.push(stream);
      return stream.opening.promise;
    },
    all,
    get one() {
      const [stream, other] = all;
      if (stream === undefined || other !== undefined) throw new Error(`${all.length} streams were begun`);
      return stream;
    },
  };
}
