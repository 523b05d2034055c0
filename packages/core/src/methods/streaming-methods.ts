import { deliverBooks, deliverOrders, deliverTrades } from "../subscribers/deliveries.ts";
import { checkDepth } from "../validation/depth.ts";
import { checkSymbol, checkSymbols } from "../validation/identifiers.ts";
import { checkStreamArguments } from "../validation/stream-options.ts";
import type { MethodTable } from "./method-context.ts";

/** The options are checked by `checkStreamArguments`. */
const CHECKED_BELOW = { ownOptions: "any" } as const;

/** The methods that subscribe. */
export const STREAMING_METHODS: MethodTable<"subscribeOrderBook" | "subscribeTrades" | "subscribeOrders"> = {
  subscribeOrderBook:
    ({ calls, subscriptions }, operation) =>
    (symbol, handler, options = {}) =>
      calls.run(
        "subscribeOrderBook",
        options,
        async (call) => {
          checkStreamArguments(handler, options, ["depth"], call);
          const depth = checkDepth(options.depth, call);
          const source = operation(checkSymbol(symbol, call), call);
          return subscriptions.open(call, options, source, deliverBooks(handler, symbol, depth));
        },
        CHECKED_BELOW,
      ),
  subscribeTrades:
    ({ calls, subscriptions }, operation) =>
    (symbol, handler, options = {}) =>
      calls.run(
        "subscribeTrades",
        options,
        async (call) => {
          checkStreamArguments(handler, options, ["history", "onGap"], call);
          const source = operation(checkSymbol(symbol, call), call);
          return subscriptions.open(call, options, source, deliverTrades(handler, symbol, options));
        },
        CHECKED_BELOW,
      ),
  subscribeOrders:
    ({ calls, subscriptions }, operation) =>
    (handler, options = {}) =>
      calls.run(
        "subscribeOrders",
        options,
        async (call) => {
          checkStreamArguments(handler, options, ["symbols"], call);
          const symbols = checkSymbols(options.symbols, call);
          return subscriptions.open(call, options, operation(call), deliverOrders(handler, symbols));
        },
        CHECKED_BELOW,
      ),
};
