import type { TradeGap } from "@cqvx/core";
import { isLess, multiply, OrderSide, OrderStatus } from "@cqvx/core/in-memory";
import { expectSame, expectThat } from "../../expectations/expectations.ts";
import { expectWholeBook, latestBook, restAlone } from "../../streams/streamed-book.ts";
import { expectEachOnce, takeFromBook, tradedQuantity, whenTraded } from "../../streams/streamed-trades.ts";
import { type Watched, watchBooks, watchOrders, watchTrades } from "../../streams/watch-stream.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { RESTING, TAKING, type Trial } from "../../trial/trial.ts";
import { whenDelivered } from "./orders.ts";

export const INTERRUPTIONS: readonly ContractCase[] = [
  {
    id: "S22",
    title: "an interruption makes a book stream stale, and then it is live and current again",
    needs: ["subscribeOrderBook", "lever interrupt", ...RESTING, "ownOrdersInBook"],
    run: async (trial) => {
      await using books = await watchBooks(trial, { depth: Number.POSITIVE_INFINITY });
      await latestBook(trial, books);
      await trial.levers.interrupt();
      await whenBack(trial, books);
      const staleAt = books.items.findIndex(({ state }) => state === "stale");
      expectThat(staleAt > 0, "the handler should receive the last book once more, as stale");
      expectSame(
        books.items[staleAt]?.book,
        books.items[staleAt - 1]?.book,
        "the book that is delivered as stale",
      );
      await restAlone(trial, books);
      expectSame(books.items.at(-1)?.state, "live", "the state that comes with the book");
      for (const { book } of books.items) expectWholeBook(book, trial.symbol);
    },
  },
  {
    id: "S23",
    title: "an interruption loses no trade without onGap, and repeats none",
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
        "the stream should deliver every trade, or call onGap",
        () => tradedQuantity(trades.items, BUY),
        (traded) => !isLess(traded, multiply(quantity, gaps.length > 0 ? "2" : "3")),
      );
      expectEachOnce(trades.items);
    },
  },
  {
    id: "S24",
    title: "an order stream delivers every open order again after an interruption",
    needs: ["subscribeOrders", "lever interrupt", ...RESTING],
    run: async (trial) => {
      const { orderId } = await trial.placeResting();
      await using orders = await watchOrders(trial);
      await whenDelivered(trial, orders, orderId, OrderStatus.OPEN);
      await trial.quiet();
      const before = orders.items.length;
      await trial.levers.interrupt();
      await whenBack(trial, orders);
      await trial.eventually(
        "the stream should deliver the open order again",
        () => orders.items.slice(before).map((order) => order.orderId),
        (seen) => seen.includes(orderId),
      );
    },
  },
  {
    id: "S25",
    title: "an order stream delivers an order that ended during an interruption",
    needs: ["subscribeOrders", "cancelOrder", "lever interrupt", ...RESTING],
    run: async (trial) => {
      const { orderId } = await trial.placeResting();
      await using orders = await watchOrders(trial);
      await whenDelivered(trial, orders, orderId, OrderStatus.OPEN);
      await trial.levers.interrupt();
      await trial.client.cancelOrder(orderId);
      await whenDelivered(trial, orders, orderId, OrderStatus.CANCELLED);
      await whenBack(trial, orders);
    },
  },
];

/** Waits until a stream has been stale, and is live again. */
async function whenBack(trial: Trial, { subscription, states }: Watched<unknown>): Promise<void> {
  await trial.eventually(
    "the stream should be stale, and then live again",
    () => states,
    (seen) => seen.includes("stale") && seen.at(-1) === "live",
  );
  expectSame(subscription.state, "live", "state of the subscription");
}
