/** A client that breaks one promise is caught by the case of that promise: what a suite is worth is what it notices. */
import { isVenueError, OrderStatus, type StreamState } from "@cqvx/core";
import { expect, test } from "vitest";
import { createPaperSubject } from "../testdata/contract-subjects.ts";
import { contract } from "./contract.ts";
import type { ContractClient, ContractSubject } from "./contract-subject.ts";

interface BrokenClient {
  /** What the client does wrong. */
  readonly behaviour: string;
  /** The case that notices. */
  readonly caughtBy: string;
  readonly breakIn: (client: ContractClient) => Partial<ContractClient>;
}

const BROKEN: readonly BrokenClient[] = [
  {
    behaviour: "reports a fill that did not happen",
    caughtBy: "T01",
    breakIn: ({ placeOrder }) => ({
      placeOrder: async (order, options) => ({
        ...(await placeOrder(order, options)),
        status: OrderStatus.FILLED,
      }),
    }),
  },
  {
    behaviour: "says CANCELLED of whatever it was asked to cancel",
    caughtBy: "T17",
    breakIn: ({ cancelOrder }) => ({
      cancelOrder: async (orderId, options) => {
        await cancelOrder(orderId, options);
        return OrderStatus.CANCELLED;
      },
    }),
  },
  {
    behaviour: "lists the oldest orders first",
    caughtBy: "T21",
    breakIn: ({ getOrders }) => ({
      getOrders: async (filter, options) => (await getOrders(filter, options)).toReversed(),
    }),
  },
  {
    behaviour: "takes the end of a window for part of it",
    caughtBy: "T25",
    breakIn: ({ getOrders }) => ({
      getOrders: async ({ end, ...filter } = {}, options) => getOrders(filter, options),
    }),
  },
  {
    behaviour: "sends an order again under another id",
    caughtBy: "T28",
    breakIn: ({ placeOrder }) => ({
      placeOrder: async (order, options) => {
        const { clientOrderId, ...report } = await placeOrder({ ...order, clientOrderId: "" }, options);
        return { ...report, clientOrderId: order.clientOrderId || clientOrderId };
      },
    }),
  },
  {
    behaviour: "passes quantities through doubles",
    caughtBy: "T37",
    breakIn: ({ getOrder }) => ({
      getOrder: async (orderId, options) => {
        const order = await getOrder(orderId, options);
        return order.quantity === undefined
          ? order
          : { ...order, quantity: Number(order.quantity).toFixed(4) };
      },
    }),
  },
  {
    behaviour: "counts what orders hold twice",
    caughtBy: "A02",
    breakIn: ({ getBalance }) => ({
      getBalance: async (options) => {
        const balance = await getBalance(options);
        const assets = balance.assets.map((asset) => ({ ...asset, total: `${Number(asset.total) + 1}` }));
        return { ...balance, assets };
      },
    }),
  },
  {
    behaviour: "gives the asks of a book worst first",
    caughtBy: "M01",
    breakIn: ({ getOrderBook }) => ({
      getOrderBook: async (symbol, options) => {
        const book = await getOrderBook(symbol, options);
        return { ...book, asks: book.asks.toReversed() };
      },
    }),
  },
  {
    behaviour: "gives all levels of a book whatever the depth",
    caughtBy: "M02",
    breakIn: ({ getOrderBook }) => ({
      getOrderBook: (symbol, { depth: _, ...options } = {}) =>
        getOrderBook(symbol, { ...options, depth: 1_000 }),
    }),
  },
  {
    behaviour: "does not say that a book is stale",
    caughtBy: "S22",
    breakIn: ({ subscribeOrderBook }) => ({
      subscribeOrderBook: (symbol, handler, { onState, ...options } = {}) =>
        subscribeOrderBook(symbol, (book) => handler(book, { state: "live" }), {
          ...options,
          onState: (state: StreamState) => state !== "stale" && onState?.(state),
        }),
    }),
  },
  {
    behaviour: "delivers every trade twice",
    caughtBy: "S15",
    breakIn: ({ subscribeTrades }) => ({
      subscribeTrades: (symbol, handler, options) =>
        subscribeTrades(
          symbol,
          (trade) => {
            handler({ ...trade });
            return handler(trade);
          },
          options,
        ),
    }),
  },
  {
    behaviour: "calls an async handler again before it is done",
    caughtBy: "S07",
    breakIn: ({ subscribeOrderBook }) => ({
      subscribeOrderBook: (symbol, handler, options) =>
        subscribeOrderBook(symbol, (book, context) => void handler(book, context), options),
    }),
  },
  {
    behaviour: "lets a handler that throws end it all",
    caughtBy: "S08",
    breakIn: ({ subscribeOrderBook }) => ({
      subscribeOrderBook: async (symbol, handler, { onError, ...options } = {}) => {
        const stream = await subscribeOrderBook(symbol, handler, {
          ...options,
          onError: () => void stream.close(),
        });
        return stream;
      },
    }),
  },
  {
    behaviour: "says that all is well while the venue is down",
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
    behaviour: "takes a quantity that is a number",
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
    behaviour: "repeats in an error what was wrong",
    caughtBy: "E11",
    breakIn: ({ getOrder }) => ({
      getOrder: (orderId, options) =>
        getOrder(orderId, options).catch((error: unknown) => {
          throw isVenueError(error) ? error.with({ reason: `${error.reason}: ${orderId}` }) : error;
        }),
    }),
  },
  {
    behaviour: "places an order whose signal was aborted before",
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
    behaviour: "calls an order that was aborted under way aborted, as if it could not have been placed",
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
    behaviour: "has methods that need their this",
    caughtBy: "L02",
    breakIn: ({ getBalance }) => ({
      async getBalance(this: unknown, options) {
        if (this === undefined) throw new TypeError("getBalance was called without its client");
        return getBalance(options);
      },
    }),
  },
  {
    behaviour: "answers after it was closed",
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

const DECLARED = { lacks: ["editOrder", "previewOrder"], patienceMs: 500 } as const;

function caseOf(id: string, make: () => ContractSubject): () => Promise<void> {
  const found = contract(make, DECLARED).find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found.run;
}

function broken(breakIn: BrokenClient["breakIn"]): ContractSubject {
  const { client, ...subject } = createPaperSubject();
  return { ...subject, client: { ...client, ...breakIn(client) } };
}

test.concurrent.for(BROKEN.map((row) => [row.behaviour, row.caughtBy, row.breakIn] as const))(
  "a client that %s is caught by %s",
  async ([, id, breakIn]) => {
    await caseOf(id, createPaperSubject)();
    await expect(caseOf(id, () => broken(breakIn))()).rejects.toMatchObject({ name: "ContractViolation" });
  },
);

test("every behaviour is caught by a case of its own, of every role", () => {
  const ids = BROKEN.map(({ caughtBy }) => caughtBy);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(ids.map((id) => id.charAt(0)))).toEqual(new Set("TAMSHECL"));
});
