import type { Order, OrderFilter } from "@cqvx/core";
import { compareTimestamps, isVenueError, OrderSide, OrderStatus, OrderType } from "@cqvx/core/in-memory";
import { expectSame, expectThat, show } from "../../expectations/expectations.ts";
import { overwriteDeep } from "../../expectations/overwrite-deep.ts";
import { idsOf, listWith, newClientOrderId } from "../../orders/ordering.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { RESTING, type Trial } from "../../trial/trial.ts";

export const LISTING: readonly ContractCase[] = [
  {
    id: "T21",
    title: "orders are listed newest first, each once",
    needs: ["getOrders", ...RESTING],
    run: async (trial) => {
      const placed = await placeApart(trial, 3);
      const orders = await listWith(trial, {}, placed);
      const ours = idsOf(orders).filter((id) => placed.includes(id));
      expectSame(ours, placed.toReversed(), "the orders that were placed");
      for (const [at, order] of orders.entries())
        expectThat(!isNewer(order, orders[at - 1]), "no order should follow an older one", idsOf(orders));
    },
  },
  {
    id: "T22",
    title: "a limit returns only the newest orders",
    needs: ["getOrders", ...RESTING],
    run: async (trial) => {
      const placed = await placeApart(trial, 3);
      await listWith(trial, {}, placed);
      const newest = await trial.client.getOrders({ limit: 2 });
      expectSame(idsOf(newest), placed.toReversed().slice(0, 2), "the two newest orders");
    },
  },
  {
    id: "T23",
    title: "orders can be filtered by status, side and symbol, alone and together",
    needs: ["getOrders", "cancelOrder", ...RESTING],
    run: async (trial) => {
      const { client, symbol } = trial;
      const [buy = "", cancelled = ""] = await placeApart(trial, 2);
      const sell = (await client.placeOrder(await trial.restingSell())).orderId;
      await client.cancelOrder(cancelled);
      await Promise.all([trial.whenOpen(sell), trial.whenFinal(cancelled)]);
      await expectFiltered(trial, { statuses: [OrderStatus.OPEN] }, [buy, sell]);
      await expectFiltered(trial, { statuses: [OrderStatus.CANCELLED] }, [cancelled]);
      await expectFiltered(trial, { side: OrderSide.SELL }, [sell]);
      await expectFiltered(trial, { symbols: [symbol] }, [buy, sell, cancelled]);
      await expectFiltered(trial, { side: OrderSide.BUY, statuses: [OrderStatus.OPEN], symbols: [symbol] }, [
        buy,
      ]);
      // Some venues refuse an unknown symbol instead.
      const unexpected = await client
        .getOrders({ symbols: [trial.unknownSymbol] })
        .catch((error: unknown) => {
          if (isVenueError(error, "notFound") || isVenueError(error, "rejected")) return [];
          throw error;
        });
      expectSame(unexpected, [], "the orders of an unknown symbol");
    },
  },
  {
    id: "T24",
    title: "orders can be filtered by clientOrderId",
    needs: ["getOrders", ...RESTING],
    run: async (trial) => {
      const clientOrderId = newClientOrderId();
      const { orderId } = await trial.placeResting({ clientOrderId });
      await trial.placeResting();
      const found = await listWith(trial, { clientOrderIds: [clientOrderId] }, [orderId]);
      expectSame(idsOf(found), [orderId], "the orders found");
      expectSame(found[0]?.clientOrderId, clientOrderId, "clientOrderId");
      const unexpected = await trial.client.getOrders({ clientOrderIds: [newClientOrderId()] });
      expectSame(unexpected, [], "the orders of an unused clientOrderId");
    },
  },
  {
    id: "T25",
    title: "a time window includes orders created at its start and excludes orders created at its end",
    needs: ["getOrders", ...RESTING],
    run: async (trial) => {
      const [first = "", second = ""] = await placeApart(trial, 2);
      const [start, end] = [await createdTimeOf(trial, first), await createdTimeOf(trial, second)];
      expectThat(
        compareTimestamps(start, end) < 0,
        "an order that is placed later should have a later createdTime",
        [start, end],
      );
      await listWith(trial, { start }, [first, second]);
      const within = idsOf(await listWith(trial, { start, end }, [first]));
      expectThat(!within.includes(second), "a window should exclude an order created at its end", within);
      const before = idsOf(await trial.client.getOrders({ end: start }));
      const isBefore = before.includes(first) || before.includes(second);
      expectThat(!isBefore, "a window should exclude an order created after its end", before);
    },
  },
  {
    id: "T39",
    title: "changing returned orders does not change later reads",
    needs: ["getOrders", ...RESTING],
    run: async (trial) => {
      const report = await trial.placeResting();
      const { orderId } = report;
      const order = await trial.client.getOrder(orderId);
      const orders = await listWith(trial, {}, [orderId]);
      const before: unknown = JSON.parse(JSON.stringify([order, orders]));
      overwriteDeep([report, order, orders]);
      const after = [await trial.client.getOrder(orderId), await trial.client.getOrders()];
      expectSame(after, before, "the orders after the change");
    },
  },
  {
    id: "T41",
    title: "orders can be filtered by type",
    needs: ["getOrders", ...RESTING, "MARKET"],
    run: async (trial) => {
      const limit = (await trial.placeResting()).orderId;
      const market = (await trial.client.placeOrder(trial.marketOrder(OrderSide.BUY))).orderId;
      await expectFiltered(trial, { types: [OrderType.LIMIT] }, [limit]);
      await expectFiltered(trial, { types: [OrderType.MARKET] }, [market]);
      await expectFiltered(trial, { types: [OrderType.LIMIT, OrderType.MARKET] }, [limit, market]);
    },
  },
];

/** Places orders with a pause between them, so that their creation times differ. Returns the ids, oldest first. */
async function placeApart(trial: Trial, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    if (ids.length > 0) await trial.quiet();
    ids.push((await trial.placeResting()).orderId);
  }
  return ids;
}

/** Checks that a filter returns these orders, and no order that it excludes. */
async function expectFiltered(trial: Trial, filter: OrderFilter, wanted: readonly string[]): Promise<void> {
  const orders = await listWith(trial, filter, wanted);
  const { statuses, side, symbols, types } = filter;
  const wrong = orders.filter(
    (order) =>
      statuses?.includes(order.status) === false ||
      (side ?? order.side) !== order.side ||
      symbols?.includes(order.symbol) === false ||
      types?.includes(order.type) === false,
  );
  expectSame(wrong, [], `the orders that ${show(filter)} should exclude`);
}

async function createdTimeOf({ client }: Trial, orderId: string): Promise<NonNullable<Order["createdTime"]>> {
  const { createdTime } = await client.getOrder(orderId);
  expectThat(createdTime !== undefined, "an order should have a createdTime");
  return createdTime;
}

function isNewer({ createdTime }: Order, before: Order | undefined): boolean {
  if (createdTime === undefined || before?.createdTime === undefined) return false;
  return compareTimestamps(createdTime, before.createdTime) > 0;
}
