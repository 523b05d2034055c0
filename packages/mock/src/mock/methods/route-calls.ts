import type { AllMethods, CapabilityMethod, Subscription } from "@cqvx/core";
import { mapMethods } from "./map-methods.ts";

/** Methods laid over those of another client. */
export interface Layer {
  readonly methods: AllMethods;
  /** Closes the other client's streams that were opened through here. */
  endStreams(): void;
}

/** Each call is taken by the method of its own, where that has an answer, and else by the other client's. */
export function routeCalls(
  other: Partial<AllMethods>,
  own: AllMethods,
  isOwn: (method: CapabilityMethod, firstParameter: unknown) => boolean,
): Layer {
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
