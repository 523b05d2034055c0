import type { OrderBook } from "@cqvx/core";
import { compareDecimals, isZero, OrderSide } from "@cqvx/core/in-memory";
import { createGate } from "../../../venue/gate.ts";
import { expectSame, expectThat } from "../../expectations/expectations.ts";
import { overwriteDeep } from "../../expectations/overwrite-deep.ts";
import { expectStreamed, expectWholeBook, latestBook, restAlone } from "../../streams/streamed-book.ts";
import { watchBooks } from "../../streams/watch-stream.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { bestOf, quantityAt } from "../../trial/prices.ts";
import { RESTING } from "../../trial/trial.ts";

/** The features needed to change a watched book. */
const BIDDING = ["subscribeOrderBook", ...RESTING, "ownOrdersInBook"] as const;

const WHOLE = { depth: Number.POSITIVE_INFINITY } as const;

export const STREAMED_BOOKS: readonly ContractCase[] = [
  {
    id: "S01",
    title: "a book stream is live as soon as it is open, and delivers a whole book",
    needs: ["subscribeOrderBook"],
    run: async (trial) => {
      await using books = await watchBooks(trial);
      expectSame(books.subscription.state, "live", "state of the subscription");
      expectWholeBook(await latestBook(trial, books), trial.symbol);
      expectSame(books.items[0]?.state, "live", "the state that comes with the first book");
    },
  },
  {
    id: "S02",
    title: "a streamed book has the same best prices as a read",
    needs: ["subscribeOrderBook", "getOrderBook"],
    run: async (trial) => {
      await using books = await watchBooks(trial);
      await trial.eventually(
        "the best prices of a read should be among the streamed ones",
        async () => {
          const read = bestOf(await trial.client.getOrderBook(trial.symbol));
          return { read, streamed: books.items.slice(-20).map(({ book }) => bestOf(book)) };
        },
        ({ read, streamed }) =>
          streamed.some(
            ({ bid, ask }) => compareDecimals(bid, read.bid) === 0 && compareDecimals(ask, read.ask) === 0,
          ),
      );
    },
  },
  {
    id: "S03",
    title: "the book stream shows a new buy and its cancel",
    needs: ["cancelOrder", ...BIDDING],
    run: (trial) => expectStreamed(trial, OrderSide.BUY),
  },
  {
    id: "S26",
    title: "the book stream shows a new sell and its cancel",
    needs: ["cancelOrder", ...BIDDING],
    run: (trial) => expectStreamed(trial, OrderSide.SELL),
  },
  {
    id: "S04",
    title: "a streamed book has as many levels a side as its depth, or 50 without one",
    needs: ["subscribeOrderBook"],
    run: async (trial) => {
      const { symbol } = trial;
      await using whole = await watchBooks(trial, WHOLE);
      for (const depth of [undefined, 1, 5]) {
        await using books = await watchBooks(trial, { depth });
        await trial.eventually(
          `each side should have the first ${depth ?? 50} levels of the whole book`,
          async () => [await latestBook(trial, books), await latestBook(trial, whole)].map(sizesOf),
          ([found, all]) =>
            found?.every((size, side) => size === Math.min(depth ?? 50, all?.[side] ?? 0)) === true,
        );
        for (const { book } of books.items) {
          expectWholeBook(book, symbol);
          expectThat(
            Math.max(...sizesOf(book)) <= (depth ?? 50),
            "no book should have more levels",
            sizesOf(book),
          );
        }
      }
    },
  },
  {
    id: "S05",
    title: "closing one of two streams of a book does not affect the other",
    needs: BIDDING,
    run: async (trial) => {
      await using closed = await watchBooks(trial, WHOLE);
      await using other = await watchBooks(trial, WHOLE);
      await latestBook(trial, closed);
      await closed.subscription.close();
      const given = closed.items.length;
      await restAlone(trial, other);
      await trial.quiet();
      expectSame(closed.items.length, given, "the number of calls of the closed stream's handler");
      expectSame(other.subscription.state, "live", "state of the other stream");
    },
  },
  {
    id: "S06",
    title: "changes that a handler makes to a book show in no other stream and in no later book",
    needs: BIDDING,
    run: async (trial) => {
      const { client, symbol } = trial;
      const broken: unknown[] = [];
      const checkAndOverwrite = (book: OrderBook): void => {
        try {
          expectWholeBook(book, symbol);
        } catch (violation) {
          broken.push(String(violation));
        }
        overwriteDeep(book);
      };
      await using first = await client.subscribeOrderBook(symbol, checkAndOverwrite, WHOLE);
      await using second = await watchBooks(trial, WHOLE);
      await restAlone(trial, second);
      await restAlone(trial, second);
      await trial.quiet();
      for (const { book } of second.items) expectWholeBook(book, symbol);
      expectSame(broken, [], "the faults of later books of the handler");
      expectSame(first.state, "live", "state of the subscription");
    },
  },
  {
    id: "S07",
    title: "an async handler of books is never called while it runs, and then receives the latest book",
    needs: BIDDING,
    run: async (trial) => {
      const { client, symbol } = trial;
      const given: OrderBook[] = [];
      const gate = createGate();
      const work = async (book: OrderBook): Promise<void> => {
        given.push(book);
        await gate.opened;
      };
      await using busy = await client.subscribeOrderBook(symbol, work, WHOLE);
      await using books = await watchBooks(trial, WHOLE);
      const bids = [await restAlone(trial, books), await restAlone(trial, books)];
      await trial.quiet();
      expectSame(given.length, 1, "the number of calls of a running handler");
      gate.open();
      await trial.eventually(
        "the handler should be called again",
        () => given.length,
        (count) => count > 1,
      );
      for (const { price } of bids) {
        const quantity = quantityAt(given[1]?.bids ?? [], price);
        expectThat(!isZero(quantity), `the next book should be the latest, with the bid at ${price}`);
      }
      expectSame(busy.state, "live", "state of the subscription");
    },
  },
  {
    id: "S08",
    title: "an error of a book handler goes to onError, and the stream continues",
    needs: BIDDING,
    run: async (trial) => {
      const { client, symbol } = trial;
      const mistake = new Error("a mistake of the handler");
      const fail = (): never => {
        throw mistake;
      };
      await using books = await watchBooks(trial, WHOLE);
      for (const handler of [fail, async () => fail()]) {
        const errors: unknown[] = [];
        const options = { ...WHOLE, onError: (error: unknown) => void errors.push(error) };
        await using failing = await client.subscribeOrderBook(symbol, handler, options);
        const whenReported = (least: number): Promise<number> =>
          trial.eventually(
            "onError should be called",
            () => errors.length,
            (count) => count >= least,
          );
        const before = await whenReported(1);
        await restAlone(trial, books);
        await whenReported(before + 1);
        expectThat(
          errors.every((error) => error === mistake),
          "onError should receive the error of the handler",
          errors.map(String),
        );
        expectSame(failing.state, "live", "state of the subscription");
      }
    },
  },
];

function sizesOf({ bids, asks }: OrderBook): number[] {
  return [bids.length, asks.length];
}
