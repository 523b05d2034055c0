import type { AllMethods, CapabilityMethod, Subscription } from "@cqvx/core";
import { mapMethods } from "./map-methods.ts";

/** Methods that are partly served by another client. */
export interface CallRouter {
  readonly methods: AllMethods;
  /** Closes the other client's streams that were opened through these methods. */
  endStreams(): void;
}

/** Sends each call to the mock's own method when `isOwn` says so, and to the other client otherwise. */
export function routeCalls(
  other: Partial<AllMethods>,
  own: AllMethods,
  isOwn: (method: CapabilityMethod, firstParameter: unknown) => boolean,
): CallRouter {
  const streams = new Set<Subscription>();
  const follow = async (opening: Promise<Subscription>): Promise<Subscription> => {
    const stream = await opening;
    streams.add(stream);
    void stream.closed.then(() => streams.delete(stream));
    return stream;
  };
  const { subscribeOrderBook, subscribeTrades, subscribeOrders } = other;
  const followed: Partial<AllMethods> = {
    ...other,
    ...(subscribeOrderBook && {
      subscribeOrderBook: (symbol, handler, options) => follow(subscribeOrderBook(symbol, handler, options)),
    }),
    ...(subscribeTrades && {
      subscribeTrades: (symbol, handler, options) => follow(subscribeTrades(symbol, handler, options)),
    }),
    ...(subscribeOrders && {
      subscribeOrders: (handler, options) => follow(subscribeOrders(handler, options)),
    }),
  };
  return {
    methods: mapMethods(own, (method, ownMethod) => (...parameters) => {
      const chosen = isOwn(method, parameters[0]) ? ownMethod : (followed[method] ?? ownMethod);
      return Reflect.apply(chosen, undefined, parameters);
    }),
    endStreams: () => {
      for (const stream of [...streams]) void stream.close();
    },
  };
}
