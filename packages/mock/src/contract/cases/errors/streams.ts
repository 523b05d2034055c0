import type { CapabilityMethod } from "@cqvx/core";
import { expectRefused } from "../../calls/refused-call.ts";
import { streamsOf } from "../../streams/watch-stream.ts";
import type { ContractCase } from "../../trial/contract-case.ts";

const WRONG_SYMBOLS: readonly unknown[] = ["", "btc-usd", "../BTC-USD", 5, null, undefined];
const WRONG_DEPTHS: readonly unknown[] = [0, -1, 1.5, Number.NaN, "5"];
const WRONG_HANDLERS: readonly unknown[] = [undefined, null, "handler", {}];

/** Stream options with a value of the wrong type. The key is the field of the error. */
const WRONG_OPTIONS: readonly (readonly [CapabilityMethod, Readonly<Record<string, unknown>>])[] = [
  ["subscribeOrderBook", { onState: "log" }],
  ["subscribeOrderBook", { onError: {} }],
  ["subscribeTrades", { onState: 5 }],
  ["subscribeTrades", { onGap: "log" }],
  ["subscribeTrades", { history: "yes" }],
  ["subscribeOrders", { onError: true }],
  ["subscribeOrders", { symbols: "BTC-USD" }],
  ["subscribeOrders", { symbols: ["btc-usd"] }],
];

export const WRONG_STREAMS: readonly ContractCase[] = [
  {
    id: "E12",
    title: "a stream with a malformed symbol or depth is invalidInput",
    needs: ["subscribeOrderBook", "subscribeTrades"],
    run: async (trial) => {
      for (const symbol of WRONG_SYMBOLS) {
        await expectRefused(trial, "subscribeOrderBook", [symbol, () => {}], "symbol");
        await expectRefused(trial, "subscribeTrades", [symbol, () => {}], "symbol");
      }
      for (const depth of WRONG_DEPTHS)
        await expectRefused(trial, "subscribeOrderBook", [trial.symbol, () => {}, { depth }], "depth");
    },
  },
  {
    id: "E13",
    title: "a handler or another callback that is not a function is invalidInput",
    needs: ["subscribeOrderBook"],
    run: async (trial) => {
      for (const { name } of streamsOf(trial)) {
        const before = name === "subscribeOrders" ? [] : [trial.symbol];
        for (const handler of WRONG_HANDLERS)
          await expectRefused(trial, name, [...before, handler], "handler");
        for (const [of, options] of WRONG_OPTIONS.filter(([each]) => each === name))
          await expectRefused(trial, of, [...before, () => {}, options], ...Object.keys(options));
      }
    },
  },
];
