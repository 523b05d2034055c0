import type { Order, Trade } from "@cqvx/core";
import { compareTimestamps, isLess, nameOf, OrderSide, OrderStatus, sumDecimals } from "@cqvx/core/in-memory";
import { expectSame, expectThat } from "../expectations/expectations.ts";
import { expectStatus } from "../expectations/order-expectations.ts";
import type { Trial } from "../trial/trial.ts";

/** Takes `quantity` from the book with a market order. Returns the filled order. */
export async function takeFromBook(trial: Trial, side: OrderSide): Promise<Order> {
  const { orderId } = await trial.client.placeOrder(trial.marketOrder(side));
  const order = await trial.whenFinal(orderId);
  expectStatus(order, OrderStatus.FILLED);
  return order;
}

/** Waits until a quantity of a side was traded. It can be more, because others trade too. */
export async function whenTraded(
  trial: Trial,
  trades: readonly Trade[],
  side: OrderSide,
  quantity: string,
): Promise<void> {
  await trial.eventually(
    `the stream should deliver trades of ${quantity} with the side ${nameOf(OrderSide, side)}`,
    () => tradedQuantity(trades, side),
    (traded) => !isLess(traded, quantity),
  );
}

export function tradedQuantity(trades: readonly Trade[], side: OrderSide): string {
  return sumDecimals("0", ...trades.filter((trade) => trade.side === side).map((trade) => trade.quantity));
}

/** Checks that each trade comes once, and in order of time. */
export function expectEachOnce(trades: readonly Trade[]): void {
  const ids = idsOf(trades);
  expectSame(new Set(ids).size, ids.length, `the number of different trades (${ids})`);
  for (const [at, { timestamp }] of trades.entries()) {
    const earlier = trades[at - 1]?.timestamp;
    if (timestamp === undefined || earlier === undefined) continue;
    expectThat(compareTimestamps(earlier, timestamp) <= 0, "trades should come in order of time", {
      earlier,
      timestamp,
    });
  }
}

export function idsOf(trades: readonly Trade[]): string[] {
  return trades.map(({ tradeId }) => tradeId);
}
