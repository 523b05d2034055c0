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
          const { code, subscriptions } = streams.loaded ?? (await streams.load(call, options));
          const delivery = code.deliverBooks(handler, symbol, depth);
          return subscriptions.open(call, options, operation(symbol, call), delivery);
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
          const { code, subscriptions } = streams.loaded ?? (await streams.load(call, options));
          const delivery = code.deliverTrades(handler, symbol, options);
          return subscriptions.open(call, options, operation(symbol, call), delivery);
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
          const { code, subscriptions } = streams.loaded ?? (await streams.load(call, options));
          const delivery = code.deliverOrders(handler, symbols);
          return subscriptions.open(call, options, operation(call), delivery);
        },
        CHECKED_BELOW,
      ),
};
