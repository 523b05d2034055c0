import type { Trade } from "@cqvx/core";
import { isLess, multiply, nameOf, OrderSide } from "@cqvx/core/in-memory";
import { createGate } from "../../../venue/gate.ts";
import { expectDecimal, expectSame, expectThat } from "../../expectations/expectations.ts";
import { expectPositive } from "../../expectations/order-expectations.ts";
import { expectEachOnce, idsOf, takeFromBook, whenTraded } from "../../streams/streamed-trades.ts";
import { watchTrades } from "../../streams/watch-stream.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { TAKING, type Trial } from "../../trial/trial.ts";
import { whenSettled } from "../../trial/when-settled.ts";

/** The features needed to cause trades and to receive them. */
const TRADING = ["subscribeTrades", ...TAKING, "ownOrdersInBook"] as const;

/** The sides of several orders in a row. */
const SIDES = [OrderSide.BUY, OrderSide.SELL, OrderSide.BUY] as const;

export const STREAMED_TRADES: readonly ContractCase[] = [
  {
    id: "S13",
    title: "a streamed trade has its terms and the side of the taker",
    needs: TRADING,
    run: async (trial) => {
      await using trades = await watchTrades(trial);
      for (const side of [OrderSide.BUY, OrderSide.SELL]) {
        const { averagePrice } = await takeFromBook(trial, side);
        expectDecimal(averagePrice, "averagePrice of the order");
        await whenTraded(trial, trades.items, side, trial.quantity);
        for (const trade of trades.items) expectTrade(trade, trial.symbol, averagePrice);
      }
      expectEachOnce(trades.items);
    },
  },
  {
    id: "S14",
    title: "trades of others are streamed with the side of the taker",
    needs: ["subscribeTrades", "lever trade"],
    run: async (trial) => {
      const { levers, quantity } = trial;
      await using trades = await watchTrades(trial);
      for (const side of [OrderSide.SELL, OrderSide.BUY]) {
        await levers.trade(side, quantity);
        await whenTraded(trial, trades.items, side, quantity);
      }
      expectEachOnce(trades.items);
    },
  },
  {
    id: "S15",
    title: "trades come once each, in order of time, and the same to every subscriber",
    needs: TRADING,
    run: async (trial) => {
      const { quantity } = trial;
      await using first = await watchTrades(trial);
      await using second = await watchTrades(trial);
      for (const side of SIDES) await takeFromBook(trial, side);
      for (const { items } of [first, second]) {
        await whenTraded(trial, items, OrderSide.BUY, multiply(quantity, "2"));
        await whenTraded(trial, items, OrderSide.SELL, quantity);
        expectEachOnce(items);
      }
      const [firstIds, secondIds] = [idsOf(first.items), idsOf(second.items)];
      expectSame(
        firstIds.filter((tradeId) => secondIds.includes(tradeId)),
        secondIds.filter((tradeId) => firstIds.includes(tradeId)),
        "the trades that both streams delivered",
      );
    },
  },
  {
    id: "S16",
    title: "without `history`, a stream delivers no trade from before it was opened",
    needs: TRADING,
    run: async (trial) => {
      const { BUY } = OrderSide;
      const known: string[] = [];
      await using first = await watchTrades(trial);
      await takeFromBook(trial, BUY);
      await whenTraded(trial, first.items, BUY, trial.quantity);
      for (const isFirstRunning of [true, false]) {
        if (!isFirstRunning) await first.subscription.close();
        known.push(...idsOf(first.items));
        await using later = await watchTrades(trial);
        await takeFromBook(trial, BUY);
        await whenTraded(trial, later.items, BUY, trial.quantity);
        const old = idsOf(later.items).filter((tradeId) => known.includes(tradeId));
        expectSame(old, [], "the trades from before the stream was opened");
        known.push(...idsOf(later.items));
      }
    },
  },
  {
    id: "S17",
    title: "trades queue for a running async handler, which receives them in order, one at a time",
    needs: TRADING,
    run: async (trial) => {
      const { client, symbol, quantity } = trial;
      const gate = createGate();
      const given: Trade[] = [];
      let atWork = 0;
      let mostAtWork = 0;
      const work = async (trade: Trade): Promise<void> => {
        given.push(trade);
        atWork += 1;
        mostAtWork = Math.max(mostAtWork, atWork);
        await gate.opened;
        atWork -= 1;
      };
      await using busy = await client.subscribeTrades(symbol, work);
      await using trades = await watchTrades(trial);
      for (const side of SIDES) await takeFromBook(trial, side);
      await whenTraded(trial, trades.items, OrderSide.BUY, multiply(quantity, "2"));
      await whenTraded(trial, trades.items, OrderSide.SELL, quantity);
      await trial.quiet();
      expectSame(given.length, 1, "the number of calls of a running handler");
      gate.open();
      const wanted = idsOf(trades.items);
      const found = await trial.eventually(
        "the handler should receive each trade",
        () => idsOf(given).filter((tradeId) => wanted.includes(tradeId)),
        (ids) => ids.length >= wanted.length,
      );
      expectSame(found, wanted, "the trades in order");
      expectSame(mostAtWork, 1, "the number of handler calls at the same time");
      await whenSettled(trial, "close() of a stream whose handler was slow", busy.close());
    },
  },
  {
    id: "S28",
    title: "an error of a trade handler goes to onError, and the handler receives the next trade",
    needs: TRADING,
    run: async (trial) => {
      const mistake = new Error("a mistake of the handler");
      const fail = (): never => {
        throw mistake;
      };
      for (const handler of [fail, async () => fail()]) await expectToSurvive(trial, handler, mistake);
    },
  },
  {
    id: "S29",
    title: "with `history`, past trades come once each, before later trades",
    needs: TRADING,
    run: async (trial) => {
      const { BUY, SELL } = OrderSide;
      await using first = await watchTrades(trial);
      for (const side of [BUY, BUY]) await takeFromBook(trial, side);
      await whenTraded(trial, first.items, BUY, multiply(trial.quantity, "2"));
      await using later = await watchTrades(trial, { history: true });
      await takeFromBook(trial, SELL);
      await whenTraded(trial, later.items, SELL, trial.quantity);
      await whenTraded(trial, first.items, SELL, trial.quantity);
      // A venue decides how many trades it remembers. Those that it delivers are in order.
      const [known, delivered] = [idsOf(first.items), idsOf(later.items)];
      expectSame(
        delivered.filter((tradeId) => known.includes(tradeId)),
        known.filter((tradeId) => delivered.includes(tradeId)),
        "the trades that both streams delivered",
      );
      expectEachOnce(later.items);
    },
  },
];

/** Checks that a handler that always throws still receives every trade. */
async function expectToSurvive(trial: Trial, handler: () => unknown, mistake: Error): Promise<void> {
  const errors: unknown[] = [];
  const onError = (error: unknown): void => void errors.push(error);
  await using failing = await trial.client.subscribeTrades(trial.symbol, handler, { onError });
  for (const least of [1, 2]) {
    await takeFromBook(trial, OrderSide.BUY);
    await trial.eventually(
      "onError should be called for each trade",
      () => errors.length,
      (count) => count >= least,
    );
    await trial.quiet();
  }
  expectThat(
    errors.every((error) => error === mistake),
    "onError should receive the error of the handler",
    errors.map(String),
  );
  expectSame(failing.state, "live", "state of the subscription");
}

function expectTrade(
  { tradeId, symbol, price, quantity, side, timestamp }: Trade,
  wanted: string,
  near: string,
): void {
  expectThat(tradeId !== "", "a trade should have a tradeId");
  expectSame(symbol, wanted, "symbol of the trade");
  expectDecimal(price, "price of the trade");
  expectPositive(quantity, "quantity of the trade");
  const isNear = isLess(price, multiply(near, "2")) && isLess(near, multiply(price, "2"));
  expectThat(isNear, `the price should be near ${near}, the fill price of the order`, price);
  expectThat(
    side === OrderSide.BUY || side === OrderSide.SELL,
    "a trade should have a side",
    nameOf(OrderSide, side),
  );
  expectThat(timestamp !== undefined, "a trade should have a timestamp");
}
