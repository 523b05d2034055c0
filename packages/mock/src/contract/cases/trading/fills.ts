import type { ExecutionReport } from "@cqvx/core";
import {
  compareDecimals,
  compareTimestamps,
  multiply,
  nameOf,
  OrderSide,
  subtractDecimals,
  sumDecimals,
} from "@cqvx/core/in-memory";
import { expectDecimal, expectSame, expectThat } from "../../expectations/expectations.ts";
import { expectPositive } from "../../expectations/order-expectations.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { TAKING, type Trial } from "../../trial/trial.ts";

/** The allowed relative difference between a sum and a rounded average or fee. */
const ROUNDING = "0.0001";

export const FILLS: readonly ContractCase[] = [
  {
    id: "T32",
    title: "the fills of an order add up to its filled quantity, its cost and its fee",
    needs: ["getFills", ...TAKING],
    run: async (trial) => {
      const { orderId } = await trial.client.placeOrder(trial.marketOrder(OrderSide.BUY));
      const order = await trial.whenFinal(orderId);
      const { filledQuantity = "", averagePrice, fee } = order;
      const fills = await fillsOf(trial, orderId, filledQuantity);
      for (const fill of fills) expectFill(fill, orderId, trial.symbol);
      const ids = fills.map(({ executionId }) => executionId).filter((id) => id !== undefined);
      expectSame(new Set(ids).size, ids.length, "the number of different executionIds");
      expectPositive(averagePrice, "averagePrice");
      const value = multiply(filledQuantity, averagePrice);
      const slack = multiply(value, ROUNDING);
      const paid = fills.map(({ lastPrice = "0", lastQuantity = "0" }) => multiply(lastPrice, lastQuantity));
      expectNear(sumDecimals("0", ...paid), value, slack, "the total cost of the fills");
      const fees = fills.map((fill) => fill.fee).filter((each) => each !== undefined);
      if (fee !== undefined && fees.length === fills.length)
        expectNear(sumDecimals("0", ...fees), fee, slack, "the total fee of the fills");
    },
  },
  {
    id: "T33",
    title: "fills can be filtered by order",
    needs: ["getFills", ...TAKING],
    run: async (trial) => {
      const placing = [OrderSide.BUY, OrderSide.SELL].map((side) =>
        trial.client.placeOrder(trial.marketOrder(side)),
      );
      for (const { orderId } of await Promise.all(placing)) {
        const { filledQuantity = "" } = await trial.whenFinal(orderId);
        const fills = await fillsOf(trial, orderId, filledQuantity);
        const others = fills.filter((fill) => fill.orderId !== orderId);
        expectSame(others, [], "the fills of other orders");
      }
    },
  },
  {
    id: "T44",
    title: "fills are listed newest first, and a limit returns only the newest",
    needs: ["getFills", ...TAKING],
    run: async (trial) => {
      const { client } = trial;
      const orderIds: string[] = [];
      for (const side of [OrderSide.BUY, OrderSide.SELL]) {
        const { orderId } = await client.placeOrder(trial.marketOrder(side));
        const { filledQuantity = "" } = await trial.whenFinal(orderId);
        await fillsOf(trial, orderId, filledQuantity);
        orderIds.unshift(orderId);
        await trial.quiet();
      }
      const fills = (await client.getFills?.()) ?? [];
      for (const [at, fill] of fills.entries())
        expectThat(!isNewer(fill, fills[at - 1]), "no fill should follow an older one", fills);
      const ours = fills.map(({ orderId }) => orderId).filter((orderId) => orderIds.includes(orderId));
      expectSame([...new Set(ours)], orderIds, "the orders of the fills, the newest first");
      const newest = (await client.getFills?.({ limit: 1 })) ?? [];
      expectSame(
        newest.map(({ orderId }) => orderId),
        orderIds.slice(0, 1),
        "the order of the newest fill, with a limit of 1",
      );
    },
  },
];

/** Lists the fills of an order until they add up to its filled quantity. */
function fillsOf(trial: Trial, orderId: string, filledQuantity: string): Promise<ExecutionReport[]> {
  return trial.eventually(
    `the fills should add up to ${filledQuantity}`,
    async () => (await trial.client.getFills?.({ orderIds: [orderId] })) ?? [],
    (fills) => {
      const filled = sumDecimals("0", ...fills.map(({ lastQuantity = "0" }) => lastQuantity));
      return compareDecimals(filled, filledQuantity) === 0;
    },
  );
}

/** Checks the fields of a fill of a buy. */
function expectFill(fill: ExecutionReport, orderId: string, symbol: string): void {
  expectSame(fill.orderId, orderId, "orderId of a fill");
  expectSame(fill.symbol, symbol, "symbol of a fill");
  expectSame(nameOf(OrderSide, fill.side), "BUY", "side of a fill");
  expectPositive(fill.lastPrice, "lastPrice of a fill");
  expectPositive(fill.lastQuantity, "lastQuantity of a fill");
  // A fee below zero is a rebate.
  if (fill.fee !== undefined) expectDecimal(fill.fee.replace(/^-/, ""), "fee of a fill");
  expectThat(fill.timestamp !== undefined, "a fill should have a timestamp");
}

function expectNear(found: string, wanted: string, slack: string, what: string): void {
  const away = subtractDecimals(found, wanted).replace(/^-/, "");
  expectThat(compareDecimals(away, slack) <= 0, `${what} should be about ${wanted}`, found);
}

function isNewer({ timestamp }: ExecutionReport, before: ExecutionReport | undefined): boolean {
  if (timestamp === undefined || before?.timestamp === undefined) return false;
  return compareTimestamps(timestamp, before.timestamp) > 0;
}
