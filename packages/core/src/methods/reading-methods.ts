import { invalidInput } from "../errors/invalid-input.ts";
import { checkDepth } from "../validation/depth.ts";
import { checkSymbol, checkSymbols } from "../validation/identifiers.ts";
import { checkKnownFields } from "../validation/known-fields.ts";
import type { MethodTable } from "./method-context.ts";

/** The methods that read, except those about orders and fills. */
export const READING_METHODS: MethodTable<"getBalance" | "getOrderBook" | "getProducts" | "health"> = {
  getBalance:
    ({ calls }, operation) =>
    (options = {}) =>
      calls.run(
        "getBalance",
        options,
        async (call) => {
          const { includeZero = false } = options;
          if (typeof includeZero !== "boolean")
            throw invalidInput(call, "includeZero", "must be true or false");
          return operation(includeZero, call);
        },
        { ownOptions: ["includeZero"] },
      ),
  getOrderBook:
    ({ calls }, operation) =>
    (symbol, options = {}) =>
      calls.run(
        "getOrderBook",
        options,
        async (call) => {
          const depth = checkDepth(options.depth, call);
          return operation(checkSymbol(symbol, call), depth, call);
        },
        { ownOptions: ["depth"] },
      ),
  getProducts:
    ({ calls }, operation) =>
    (filter = {}, options) =>
      calls.run("getProducts", options, async (call) => {
        checkKnownFields(filter, ["symbols"], "filter", call);
        const symbols = checkSymbols(filter.symbols, call);
        return symbols?.length === 0 ? [] : operation(symbols, call);
      }),
  health:
    ({ calls, venue, streams }, operation) =>
    (options) =>
      calls.run("health", options, async (call) => {
        const findings = await operation(call);
        return { venue, streams: streams.state(), ...findings };
      }),
};
