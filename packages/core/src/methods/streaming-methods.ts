import { checkDepth } from "../validation/depth.ts";
import { checkSymbol, checkSymbols } from "../validation/identifiers.ts";
import { checkStreamArguments } from "../validation/stream-options.ts";
import type { MethodTable } from "./method-context.ts";

/** The options are checked by `checkStreamArguments`. */
const CHECKED_BELOW = { ownOptions: "any" } as const;

/** The methods that subscribe. */
export const STREAMING_METHODS: MethodTable<"subscribeOrderBook" | "subscribeTrades" | "subscribeOrders"> = {
  subscribeOrderBook:
    ({ calls, streams }, operation) =>
    (symbol, handler, options = {}) =>
      calls.run(
        "subscribeOrderBook",
        options,
        async (call) => {
          checkStreamArguments(handler, options, ["depth"], call);
          const depth = checkDepth(options.depth, call);
          checkSymbol(symbol, call);
          const { code, subscriptions } = streams.loaded ?? (await streams.load(call));
          const delivery = code.deliverBooks(handler, symbol, depth);
          const source = operation(symbol, call);
          return subscriptions.open(call, options, isLoading(source) ? await source : source, delivery);
        },
        CHECKED_BELOW,
      ),
  subscribeTrades:
    ({ calls, streams }, operation) =>
    (symbol, handler, options = {}) =>
      calls.run(
        "subscribeTrades",
        options,
        async (call) => {
          checkStreamArguments(handler, options, ["history", "onGap"], call);
          checkSymbol(symbol, call);
          const { code, subscriptions } = streams.loaded ?? (await streams.load(call));
          const delivery = code.deliverTrades(handler, symbol, options);
          const source = operation(symbol, call);
          return subscriptions.open(call, options, isLoading(source) ? await source : source, delivery);
        },
        CHECKED_BELOW,
      ),
  subscribeOrders:
    ({ calls, streams }, operation) =>
    (handler, options = {}) =>
      calls.run(
        "subscribeOrders",
        options,
        async (call) => {
          checkStreamArguments(handler, options, ["symbols"], call);
          const symbols = checkSymbols(options.symbols, call);
          const { code, subscriptions } = streams.loaded ?? (await streams.load(call));
          const delivery = code.deliverOrders(handler, symbols);
          const source = operation(call);
          return subscriptions.open(call, options, isLoading(source) ? await source : source, delivery);
        },
        CHECKED_BELOW,
      ),
};

/** Tells a source that is still loading. A source that is there is used at once: a mock then answers within the same turn. */
function isLoading<Value>(source: Value | Promise<Value>): source is Promise<Value> {
  return source instanceof Promise;
}
