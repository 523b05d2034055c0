import type { CapabilityMethod } from "@cqvx/core";
import { expectRefused } from "../../calls/refused-call.ts";
import { streamsOf } from "../../streams/watch-stream.ts";
import type { ContractCase } from "../contract-case.ts";

const NO_SYMBOLS: readonly unknown[] = ["", "btc-usd", "../BTC-USD", 5, null, undefined];
const NO_DEPTHS: readonly unknown[] = [0, -1, 1.5, Number.NaN, "5"];
const NO_FUNCTIONS: readonly unknown[] = [undefined, null, "handler", {}];

/** Options that no stream has with such a value; the first name is the field. */
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
    title: "a stream of what is no symbol, or of a depth that is none, is invalidInput",
    needs: ["subscribeOrderBook", "subscribeTrades"],
    run: async (trial) => {
      for (const symbol of NO_SYMBOLS) {
        await expectRefused(trial, "subscribeOrderBook", [symbol, () => {}], "symbol");
        await expectRefused(trial, "subscribeTrades", [symbol, () => {}], "symbol");
      }
      for (const depth of NO_DEPTHS)
        await expectRefused(trial, "subscribeOrderBook", [trial.symbol, () => {}, { depth }], "depth");
    },
  },
  {
    id: "E13",
    title: "a handler that is no function, or another callback that is none, is invalidInput",
    needs: ["subscribeOrderBook"],
    run: async (trial) => {
      for (const { name } of streamsOf(trial)) {
        const before = name === "subscribeOrders" ? [] : [trial.symbol];
        for (const handler of NO_FUNCTIONS) await expectRefused(trial, name, [...before, handler], "handler");
        for (const [of, options] of WRONG_OPTIONS.filter(([each]) => each === name))
          await expectRefused(trial, of, [...before, () => {}, options], ...Object.keys(options));
      }
    },
  },
];
