import type { TradeGap } from "@cqvx/core";
import { isLess, multiply, OrderSide, OrderStatus } from "@cqvx/core/in-memory";
import { expectSame, expectThat } from "../../expectations/expectations.ts";
import { expectWholeBook, latestBook, restAlone } from "../../streams/streamed-book.ts";
import { expectEachOnce, takeFromBook, tradedQuantity, whenTraded } from "../../streams/streamed-trades.ts";
import { type Watched, watchBooks, watchOrders, watchTrades } from "../../streams/watch-stream.ts";
import { RESTING, TAKING, type Trial } from "../../trial/trial.ts";
import type { ContractCase } from "../contract-case.ts";
import { whenTold } from "./orders.ts";

export const INTERRUPTIONS: readonly ContractCase[] = [
  {
    id: "S22",
    title: "an interruption makes a book stale, and then it is live again and current",
    needs: ["subscribeOrderBook", "lever interrupt", ...RESTING, "ownOrdersInBook"],
    run: async (trial) => {
      await using books = await watchBooks(trial, { depth: Number.POSITIVE_INFINITY });
      await latestBook(trial, books);
      await trial.levers.interrupt();
      await whenBack(trial, books);
      const staleAt = books.items.findIndex(({ state }) => state === "stale");
      expectThat(staleAt > 0, "the handler should be given the last book once more, as stale");
      expectSame(
        books.items[staleAt]?.book,
        books.items[staleAt - 1]?.book,
        "the book that is given as stale",
      );
      await restAlone(trial, books);
      expectSame(books.items.at(-1)?.state, "live", "the state that comes with the book");
      for (const { book } of books.items) expectWholeBook(book, trial.symbol);
    },
  },
  {
    id: "S23",
    title: "an interruption loses no trade without saying so, and repeats none",
    needs: ["subscribeTrades", "lever interrupt", ...TAKING, "ownOrdersInBook"],
    run: async (trial) => {
      const { quantity, levers } = trial;
      const { BUY } = OrderSide;
      const gaps: TradeGap[] = [];
      await using trades = await watchTrades(trial, { onGap: (gap) => void gaps.push(gap) });
      await takeFromBook(trial, BUY);
      await whenTraded(trial, trades.items, BUY, quantity);
      await levers.interrupt();
      await takeFromBook(trial, BUY);
      await whenBack(trial, trades);
      await takeFromBook(trial, BUY);
      await trial.eventually(
        "every trade should be told, or that some were not",
        () => tradedQuantity(trades.items, BUY),
        (traded) => !isLess(traded, multiply(quantity, gaps.length > 0 ? "2" : "3")),
      );
      expectEachOnce(trades.items);
    },
  },
  {
    id: "S24",
    title: "after an interruption every order that is open is told of again",
    needs: ["subscribeOrders", "lever interrupt", ...RESTING],
    run: async (trial) => {
      const { orderId } = await trial.placeResting();
      await using orders = await watchOrders(trial);
      await whenTold(trial, orders, orderId, OrderStatus.OPEN);
      await trial.quiet();
      const before = orders.items.length;
      await trial.levers.interrupt();
      await whenBack(trial, orders);
      await trial.eventually(
        "the open order should be told of again",
        () => orders.items.slice(before).map((order) => order.orderId),
        (told) => told.includes(orderId),
      );
    },
  },
  {
    id: "S25",
    title: "an order that ends while its stream is interrupted is told of",
    needs: ["subscribeOrders", "cancelOrder", "lever interrupt", ...RESTING],
    run: async (trial) => {
      const { orderId } = await trial.placeResting();
      await using orders = await watchOrders(trial);
      await whenTold(trial, orders, orderId, OrderStatus.OPEN);
      await trial.levers.interrupt();
      await trial.client.cancelOrder(orderId);
      await whenTold(trial, orders, orderId, OrderStatus.CANCELLED);
      await whenBack(trial, orders);
    },
  },
];

/** Waits until a stream has been stale, and is live again. */
async function whenBack(trial: Trial, { subscription, states }: Watched<unknown>): Promise<void> {
  await trial.eventually(
    "the stream should be stale, and then live again",
    () => states,
    (told) => told.includes("stale") && told.at(-1) === "live",
  );
  expectSame(subscription.state, "live", "state of the subscription");
}
