import type { OrderBook } from "@cqvx/core";
import { isLess } from "@cqvx/core/in-memory";
import { isFinal } from "../../venue/is-final.ts";
import { expectRejection, expectSame, expectThat } from "../expectations/expectations.ts";
import { expectPositive } from "../expectations/order-expectations.ts";
import { overwriteDeep } from "../expectations/overwrite-deep.ts";
import { expectWholeBook } from "../streams/streamed-book.ts";
import type { ContractCase } from "../trial/contract-case.ts";
import { bestOf, freePrice, quantityAt } from "../trial/prices.ts";
import { repeatUntil } from "../trial/repeat-until.ts";
import { RESTING, type Trial } from "../trial/trial.ts";

const WRONG_SYMBOLS: readonly unknown[] = [
  "",
  "BTC",
  "btc-usd",
  "BTC/USD",
  "BTC-USD ",
  "../BTC-USD",
  1,
  null,
  undefined,
];
const WRONG_DEPTHS: readonly unknown[] = [0, -1, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, "5"];

/** The cases of books and products. Ids are never reused; the next free id is M12. */
export const MARKET: readonly ContractCase[] = [
  {
    id: "M01",
    title: "a book has both sides with the best price first, positive decimals, and is not crossed",
    needs: ["getOrderBook"],
    run: async ({ client, symbol }) => {
      expectWholeBook(await client.getOrderBook(symbol), symbol);
    },
  },
  {
    id: "M02",
    title: "a book has at most the requested levels a side, or 50 without a depth",
    needs: ["getOrderBook"],
    run: async ({ client, symbol, eventually }) => {
      for (const depth of [1, 5]) expectDepth(await client.getOrderBook(symbol, { depth }), depth);
      const whole = await client.getOrderBook(symbol);
      expectDepth(whole, 50);
      const five = [Math.min(whole.bids.length, 5), Math.min(whole.asks.length, 5)];
      await eventually(
        `a book of depth 5 should have ${JSON.stringify(five)} levels`,
        async () => countsOf(await read(client, symbol, 5)),
        (counts) => counts.every((count, side) => count === five[side]),
      );
    },
  },
  {
    id: "M03",
    title: "a book of infinite depth has at least as many levels as a book of depth 50",
    needs: ["getOrderBook"],
    run: async ({ client, symbol, eventually }) => {
      await eventually(
        "the book of infinite depth should not be shorter than the book of depth 50",
        async () => {
          const [some, all] = [
            await read(client, symbol, 50),
            await read(client, symbol, Number.POSITIVE_INFINITY),
          ];
          return { all: countsOf(all), some: countsOf(some) };
        },
        ({ all, some }) => all.every((count, side) => count >= (some[side] ?? 0)),
      );
    },
  },
  {
    id: "M04",
    title: "a book has the requested symbol",
    needs: ["getOrderBook"],
    run: async ({ client, symbol }) => {
      expectSame((await client.getOrderBook(symbol)).symbol, symbol, "symbol");
    },
  },
  {
    id: "M05",
    title: "the book of an unknown symbol is notFound or rejected",
    needs: ["getOrderBook"],
    run: async ({ client, unknownSymbol }) => {
      const error = await expectRejection(client.getOrderBook(unknownSymbol), {}, "getOrderBook");
      const isRefusal = error.kind === "notFound" || error.kind === "rejected";
      expectThat(isRefusal, "kind should be notFound or rejected", error.kind);
    },
  },
  {
    id: "M06",
    title: "a malformed symbol is invalidInput, and nothing is sent",
    needs: ["getOrderBook"],
    run: async ({ client }) => {
      for (const symbol of WRONG_SYMBOLS) await expectInvalid(client, [symbol], "symbol");
    },
  },
  {
    id: "M07",
    title: "a depth that is not a number of levels is invalidInput, and nothing is sent",
    needs: ["getOrderBook"],
    run: async ({ client, symbol }) => {
      for (const depth of WRONG_DEPTHS) await expectInvalid(client, [symbol, { depth }], "depth");
    },
  },
  {
    id: "M08",
    title: "a resting order of the account is in the book at its price",
    needs: [...RESTING, "ownOrdersInBook"],
    run: async (trial) => {
      const { quantity } = await repeatUntil(
        () => bidInBook(trial),
        ({ isTaken }) => !isTaken,
      );
      const what = "the quantity of the book at the price of the order";
      expectThat(!isLess(quantity, trial.quantity), `${what} should be ${trial.quantity} or more`, quantity);
    },
  },
  {
    id: "M09",
    title: "the products include the symbol, with its assets and its increments",
    needs: ["getProducts"],
    run: async ({ client, symbol, quantity }) => {
      const products = (await client.getProducts?.()) ?? [];
      const symbols = products.map((product) => product.symbol);
      expectSame(new Set(symbols).size, symbols.length, "the number of different symbols");
      const product = products.find((each) => each.symbol === symbol);
      expectThat(product !== undefined, `${symbol} should be among the products`, symbols);
      expectSame([product.baseAsset, product.quoteAsset], symbol.split("-"), "the assets");
      expectPositive(product.quantityIncrement, "quantityIncrement");
      expectPositive(product.priceIncrement, "priceIncrement");
      const { minQuantity = quantity, maxQuantity = quantity } = product;
      const isWithin = !isLess(quantity, minQuantity) && !isLess(maxQuantity, quantity);
      expectThat(isWithin, "the declared quantity should be within the limits", { minQuantity, maxQuantity });
    },
  },
  {
    id: "M10",
    title: "products can be filtered by symbol",
    needs: ["getProducts"],
    run: async ({ client, symbol }) => {
      const found = await client.getProducts?.({ symbols: [symbol] });
      expectSame(
        found?.map((product) => product.symbol),
        [symbol],
        "the symbols of the products",
      );
      expectSame(await client.getProducts?.({ symbols: [] }), [], "the products of no symbol");
    },
  },
  {
    id: "M11",
    title: "changing a returned book or product does not change later reads",
    needs: ["getOrderBook"],
    run: async ({ client, symbol }) => {
      const [book, products] = [await client.getOrderBook(symbol), await client.getProducts?.()];
      overwriteDeep([book, products]);
      const again = await client.getOrderBook(symbol);
      expectSame(again.symbol, symbol, "the symbol of the next book");
      const { bid, ask } = bestOf(again);
      expectPositive(bid, "the best bid of the next book");
      expectPositive(ask, "the best ask of the next book");
      if (products === undefined) return;
      const names = (await client.getProducts?.())?.map((product) => product.symbol) ?? [];
      expectThat(names.includes(symbol), `${symbol} should be among the next products`, names);
    },
  },
];

/** Places a bid at a free price. Returns the quantity of the book there, and true for `isTaken` when the market filled the order. */
async function bidInBook(trial: Trial): Promise<{ readonly quantity: string; readonly isTaken: boolean }> {
  const { client, symbol } = trial;
  const price = await freePrice(trial);
  const { orderId } = await client.placeOrder(await trial.restingBuy({ price }));
  return trial.eventually(
    `the book should have ${trial.quantity} or more at ${price}`,
    async () => {
      const quantity = quantityAt((await read(client, symbol, Number.POSITIVE_INFINITY)).bids, price);
      return { quantity, isTaken: isFinal(await trial.whenRead(orderId)) };
    },
    ({ quantity, isTaken }) => isTaken || !isLess(quantity, trial.quantity),
  );
}

function read(client: Trial["client"], symbol: string, depth: number): Promise<OrderBook> {
  return client.getOrderBook(symbol, { depth });
}

function countsOf({ bids, asks }: OrderBook): readonly number[] {
  return [bids.length, asks.length];
}

function expectDepth(book: OrderBook, depth: number): void {
  const counts = countsOf(book);
  expectThat(
    counts.every((count) => count >= 1 && count <= depth),
    `each side should have 1 to ${depth} levels`,
    counts,
  );
}

/** Checks that a call with parameters of the wrong type is refused. */
async function expectInvalid(
  { getOrderBook }: Trial["client"],
  parameters: readonly unknown[],
  field: string,
): Promise<void> {
  const what = `getOrderBook(${JSON.stringify(parameters).slice(1, -1)})`;
  const calling: unknown = Reflect.apply(getOrderBook, undefined, parameters);
  expectThat(calling instanceof Promise, `${what} should return a promise`);
  await expectRejection(
    calling,
    { kind: "invalidInput", field, sent: "no", operation: "getOrderBook" },
    what,
  );
}
