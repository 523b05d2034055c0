import { isVenueError } from "@cqvx/core";
import type { BrokenClient } from "./broken-client.ts";

/** Clients with a fault in errors, signals, health or closing. */
export const BROKEN_MANNERS: readonly BrokenClient[] = [
  {
    behaviour: "reports a healthy venue while it is down",
    caughtBy: "H04",
    breakIn: ({ health, venue }) => ({
      health: (options) =>
        health(options).catch(() => ({ venue, latencyMs: 1, auth: "ok" as const, streams: "idle" as const })),
    }),
  },
  {
    behaviour: "rejects with errors of another class",
    caughtBy: "E14",
    breakIn: ({ getOrder }) => ({
      getOrder: (orderId, options) =>
        getOrder(orderId, options).catch((error: unknown) => {
          throw new Error(String(error));
        }),
    }),
  },
  {
    behaviour: "accepts a quantity that is a number",
    caughtBy: "E04",
    breakIn: ({ placeOrder }) => ({
      placeOrder: (order, options) =>
        placeOrder(
          typeof order?.quantity === "number" ? { ...order, quantity: String(order.quantity) } : order,
          options,
        ),
    }),
  },
  {
    behaviour: "repeats the invalid value in its error",
    caughtBy: "E11",
    breakIn: ({ getOrder }) => ({
      getOrder: (orderId, options) =>
        getOrder(orderId, options).catch((error: unknown) => {
          throw isVenueError(error) ? error.with({ reason: `${error.reason}: ${orderId}` }) : error;
        }),
    }),
  },
  {
    behaviour: "throws an error instead of rejecting",
    caughtBy: "E02",
    breakIn: ({ health }) => ({
      health: (options) => {
        if (options?.timeoutMs === 0) throw new TypeError("no time");
        return health(options);
      },
    }),
  },
  {
    behaviour: "places an order with an already aborted signal",
    caughtBy: "C02",
    breakIn: ({ placeOrder }) => ({
      placeOrder: async (order, { signal, ...options } = {}) => {
        const report = await placeOrder(order, options);
        if (signal?.aborted) await placeOrder(order, { signal });
        return report;
      },
    }),
  },
  {
    behaviour: "rejects with aborted instead of outcomeUnknown for an order aborted in flight",
    caughtBy: "C09",
    breakIn: ({ placeOrder }) => ({
      placeOrder: (order, options) =>
        placeOrder(order, options).catch((error: unknown) => {
          throw isVenueError(error, "outcomeUnknown")
            ? error.with({ kind: "aborted", sent: "maybe" })
            : error;
        }),
    }),
  },
  {
    behaviour: "has methods that need their `this`",
    caughtBy: "L02",
    breakIn: ({ getBalance }) => ({
      async getBalance(this: unknown, options) {
        if (this === undefined) throw new TypeError("getBalance was called without its client");
        return getBalance(options);
      },
    }),
  },
  {
    behaviour: "answers after it is closed",
    caughtBy: "L03",
    breakIn: ({ health, venue }) => ({
      health: (options) =>
        health(options).catch((error: unknown) => {
          if (isVenueError(error, "aborted")) return { venue, latencyMs: 1, auth: "ok", streams: "idle" };
          throw error;
        }),
    }),
  },
  {
    behaviour: "leaves its streams running when it is closed",
    caughtBy: "L06",
    breakIn: () => ({ close: async () => {}, [Symbol.asyncDispose]: async () => {} }),
  },
];
