import { hmacMessageSigner } from "@cqvx/auth";
import { type CoinbaseClient, isVenueError } from "@cqvx/coinbase";
import Big from "big.js";
import type { Exercise, Exercises } from "../exercise.ts";
import type { Sample } from "../sample.ts";
import { field, list, textOr } from "./field.ts";
import { orderOf } from "./order-of.ts";
import { sendBodies } from "./send-bodies.ts";
import { standIn } from "./stand-in.ts";
import { COINBASE_STREAM_EXERCISES } from "./stream-exercises.ts";

/** Creates an exercise that makes one call of the client. */
function call(run: (client: CoinbaseClient, sample: Sample) => Promise<unknown>): Exercise {
  return { run: (sample) => run(standIn(sample).client, sample) };
}

const readOneOrder: Exercise = call((client, { input }) =>
  client.getOrder(textOr("x", input, "order", "order_id")),
);

const placeOrder: Exercise = {
  ...call((client, { input }) => client.placeOrder(orderOf(input))),
  isRefusal: ({ input }) => field(input, "success") === false,
};

const OPEN_ORDER = {
  order: {
    order_id: "x",
    status: "OPEN",
    order_configuration: { limit_limit_gtc: { base_size: "1", limit_price: "1" } },
  },
};

/** Edits an open order. Later lookups find no order, so an accepted edit ends as EDIT_ACCEPTED. */
const editOrder: Exercise = {
  run: async (sample) => {
    const edit = standIn(sample, [OPEN_ORDER]).client.editOrder("x", { price: "2" });
    return edit.catch((error: unknown) => {
      if (isVenueError(error) && error.code === "EDIT_ACCEPTED") return "accepted";
      throw error;
    });
  },
  isRefusal: ({ input }) => field(input, "success") === false,
};

/** Cancels each order of the reply in its own call. */
const cancelEach: Exercise = {
  run: async (sample) => {
    const results = list(sample.input, "results");
    return Promise.all(
      results.map(async (result) => {
        const outcome = await standIn(sample)
          .client.cancelOrder(textOr("x", result, "order_id"))
          .then(() => true)
          .catch((error: unknown) => {
            if (isVenueError(error)) return false;
            throw error;
          });
        if (outcome !== (field(result, "success") === true))
          throw new Error("the client read the opposite result");
        return outcome;
      }),
    );
  },
};

const signVector: Exercise = {
  run: async ({ input }) => {
    const sign = hmacMessageSigner({
      dialect: { secret: { name: "secret", encoding: "utf8" }, digestEncoding: "hex" },
      credentials: { secret: textOr("", input, "api_secret") },
    });
    const signature = await sign(textOr("", input, "message"));
    if (signature !== field(input, "signature_hex")) throw new Error("the signature differs");
    return "the signature is equal";
  },
};

/**
 * The exercises for Coinbase, by kind of sample.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api/rest-api/introduction
 */
export const COINBASE_EXERCISES: Exercises = {
  "auth.vectors": signVector,
  "rest.accounts.response": {
    ...call((client) => client.getBalance({ includeZero: true })),
    derive: ({ input }) => [...sumsByCurrency(input, "available_balance"), ...sumsByCurrency(input, "hold")],
  },
  "rest.batch_cancel.response": cancelEach,
  "rest.best_bid_ask.response": call((client, { input }) =>
    client.getPrices(list(input, "pricebooks").map((book) => textOr("X-USD", book, "product_id"))),
  ),
  "rest.create_order.request": sendBodies,
  "rest.create_order.response": placeOrder,
  "rest.edit_order.response": editOrder,
  "rest.error": { ...call((client) => client.getOrder("x")), isRefusal: () => true },
  "rest.get_order.order": { run: (sample) => readOneOrder.run(wrapped(sample)) },
  "rest.get_order.response": readOneOrder,
  "rest.list_fills.response": call((client) => client.getFills()),
  "rest.list_orders.response": call((client) => client.getOrders()),
  "rest.list_products.response": call((client) => client.getProducts()),
  "rest.market_trades.response": call((client, { input }) =>
    client.getTrades(textOr("X-USD", input, "trades", 0, "product_id")),
  ),
  "rest.order": { run: (sample) => readOneOrder.run(wrapped(sample)) },
  "rest.portfolios.response": call((client) => client.getPortfolios()),
  "rest.preview.response": call((client) => client.previewOrder(orderOf({}))),
  "rest.product_book.response": call((client, { input }) =>
    client.getOrderBook(textOr("X-USD", input, "pricebook", "product_id"), {
      depth: Number.POSITIVE_INFINITY,
    }),
  ),
  "rest.time.response": call((client) => client.health()),
  ...COINBASE_STREAM_EXERCISES,
};

/** Returns the sum of an amount over the accounts of each currency. */
function sumsByCurrency(input: unknown, name: string): readonly string[] {
  const sums = new Map<string, { sum: Big; scale: number }>();
  for (const account of list(input, "accounts")) {
    const value = textOr("0", account, name, "value");
    const known = sums.get(textOr("", account, "currency")) ?? { sum: new Big(0), scale: 0 };
    const scale = Math.max(known.scale, value.split(".")[1]?.length ?? 0);
    sums.set(textOr("", account, "currency"), { sum: known.sum.plus(value), scale });
  }
  return [...sums.values()].map(({ sum, scale }) => sum.toFixed(scale));
}

/** Wraps an order that was stored without its envelope. */
function wrapped(sample: Sample): Sample {
  return { ...sample, input: { order: sample.input }, text: `{"order":${sample.text}}` };
}
