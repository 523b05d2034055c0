import type { NewOrder } from "@cqvx/core";
import {
  multiply,
  nameOf,
  OrderSide,
  OrderStatus,
  OrderType,
  sumDecimals,
  TimeInForce,
  timestampToMilliseconds,
} from "@cqvx/core/in-memory";
import { isFinal } from "../../../venue/is-final.ts";
import { listOrderIds } from "../../calls/held-replies.ts";
import { expectAmount, expectSame, expectThat } from "../../expectations/expectations.ts";
import {
  expectNotFilled,
  expectPostOnly,
  expectStatus,
  expectTerms,
  statusOf,
} from "../../expectations/order-expectations.ts";
import { idsOf, listWith, newClientOrderId } from "../../orders/ordering.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { higherPrice, lowerPrice, quantityIncrement } from "../../trial/prices.ts";
import { RESTING, type Trial } from "../../trial/trial.ts";

const AN_HOUR_MS = 3_600_000;

/** The statuses that an acknowledgement of a resting order may have. Venues reply at different stages. */
const ACKNOWLEDGED: readonly OrderStatus[] = [
  OrderStatus.PENDING,
  OrderStatus.PENDING_APPROVAL,
  OrderStatus.SUBMITTED,
  OrderStatus.OPEN,
];

export const PLACING: readonly ContractCase[] = [
  {
    id: "T01",
    title: "a limit order is acknowledged with its terms and without a fill",
    needs: ["placeOrder", "getOrderBook", "LIMIT"],
    run: async (trial) => {
      const order = await trial.restingBuy();
      const count = await countNew(trial);
      const report = await trial.client.placeOrder(order);
      expectThat(report.orderId !== "", "the report should have an orderId");
      expectThat(
        ACKNOWLEDGED.includes(report.status),
        "status should be the one of an acknowledgement",
        statusOf(report),
      );
      expectTerms(trial, report, order);
      expectNotFilled(report);
      await count([report]);
    },
  },
  {
    id: "T02",
    title: "an order without a clientOrderId gets a generated one",
    needs: RESTING,
    run: async (trial) => {
      const reports = [await trial.placeResting(), await trial.placeResting()];
      for (const field of ["orderId", "clientOrderId"] as const) {
        const ids = new Set(reports.map((report) => report[field]));
        expectThat(ids.size === 2 && !ids.has(""), `each order should have a different ${field}`, [...ids]);
      }
    },
  },
  {
    id: "T03",
    title: "the report and reads keep the caller's clientOrderId",
    needs: RESTING,
    run: async (trial) => {
      const clientOrderId = newClientOrderId();
      const report = await trial.placeResting({ clientOrderId });
      expectSame(report.clientOrderId, clientOrderId, "clientOrderId of the report");
      const order = await trial.client.getOrder(report.orderId);
      expectSame(order.clientOrderId, clientOrderId, "clientOrderId of the order");
    },
  },
  {
    id: "T04",
    title: "a read of a resting order has its terms, is open and not filled",
    needs: RESTING,
    run: async (trial) => {
      const terms = await trial.restingSell();
      const { orderId } = await trial.client.placeOrder(terms);
      const order = await trial.whenOpen(orderId);
      expectSame(order.orderId, orderId, "orderId");
      expectStatus(order, OrderStatus.OPEN);
      expectTerms(trial, order, terms);
      expectNotFilled(order);
      expectThat(order.createdTime !== undefined, "an order should have a createdTime");
    },
  },
  {
    id: "T05",
    title: "an order that was read can be placed again as a new order",
    needs: RESTING,
    run: async (trial) => {
      const first = await trial.client.getOrder((await trial.placeResting()).orderId);
      const report = await trial.client.placeOrder({ ...first, clientOrderId: "" });
      expectThat(report.orderId !== first.orderId, "the second order should be a new one", report.orderId);
      expectTerms(trial, await trial.whenOpen(report.orderId), first);
    },
  },
  {
    id: "T12",
    title: "a GTD order rests and keeps its expireTime",
    needs: [...RESTING, "GTD"],
    run: async (trial) => {
      const created = (await trial.client.getOrder((await trial.placeResting()).orderId)).createdTime;
      expectThat(created !== undefined, "an order should have a createdTime");
      const expireTime = new Date(timestampToMilliseconds(created) + AN_HOUR_MS);
      const { orderId } = await trial.placeResting({ expireTime });
      const order = await trial.client.getOrder(orderId);
      expectSame(nameOf(TimeInForce, order.timeInForce), "GTD", "timeInForce");
      const expiry = order.expireTime && timestampToMilliseconds(order.expireTime);
      // Venues may cut it to seconds.
      const isKept = Math.abs((expiry ?? 0) - expireTime.getTime()) < 1_000;
      expectThat(isKept, `expireTime should be ${expireTime.toISOString()}`, order.expireTime ?? "nothing");
    },
  },
  {
    id: "T14",
    title: "a post-only order that does not take rests, and reads have postOnly true",
    needs: [...RESTING, "postOnly", "postOnlyReadBack"],
    run: async (trial) => {
      const { orderId } = await trial.placeResting({ postOnly: true });
      const order = await trial.client.getOrder(orderId);
      expectPostOnly(order);
      expectSame(nameOf(TimeInForce, order.timeInForce), "GTC", "timeInForce");
    },
  },
  {
    id: "T15",
    title: "a stop-limit buy waits for its stop price",
    needs: ["placeOrder", "getOrder", "getOrderBook", "STOP_LIMIT"],
    run: async (trial) => {
      const stopPrice = (await trial.restingSell()).price;
      await expectToWait(trial, { side: OrderSide.BUY, stopPrice, price: higherPrice(stopPrice) });
    },
  },
  {
    id: "T43",
    title: "a stop-limit sell waits for its stop price",
    needs: ["placeOrder", "getOrder", "getOrderBook", "STOP_LIMIT"],
    run: async (trial) => {
      const stopPrice = (await trial.restingBuy()).price;
      await expectToWait(trial, { side: OrderSide.SELL, stopPrice, price: lowerPrice(stopPrice) });
    },
  },
  {
    id: "T29",
    title: "orders placed at the same time are all placed, each with a different id",
    needs: [...RESTING, "getOrders"],
    run: async (trial) => {
      const { client } = trial;
      const order = await trial.restingBuy();
      const count = await countNew(trial);
      const reports = await Promise.all([1, 2, 3, 4, 5].map(() => client.placeOrder(order)));
      const ids = new Set(reports.map(({ orderId }) => orderId));
      expectSame(ids.size, reports.length, "the number of order ids");
      expectSame(
        new Set(reports.map((report) => report.clientOrderId)).size,
        reports.length,
        "the number of clientOrderIds",
      );
      await count(reports);
    },
  },
  {
    id: "T37",
    title: "a quantity keeps its exact value",
    needs: RESTING,
    run: async (trial) => {
      const quantity = sumDecimals(trial.quantity, multiply(await quantityIncrement(trial), "7"));
      const { orderId, ...report } = await trial.placeResting({ quantity });
      expectAmount(report.quantity, quantity, "quantity of the report");
      expectAmount((await trial.client.getOrder(orderId)).quantity, quantity, "quantity of the order");
    },
  },
  {
    id: "T38",
    title: "arguments are not changed, and may be frozen",
    needs: [...RESTING, "getOrders"],
    run: async (trial) => {
      const order = Object.freeze({ ...(await trial.restingBuy()), clientOrderId: "" });
      const filter = Object.freeze({ symbols: Object.freeze([trial.symbol]), limit: 5 });
      const before = JSON.stringify([order, filter]);
      await trial.whenOpen((await trial.client.placeOrder(order)).orderId);
      await trial.client.getOrders(filter);
      expectSame(JSON.stringify([order, filter]), before, "the arguments after the calls");
    },
  },
];

/** Checks that a stop order waits and has its terms. */
async function expectToWait(
  trial: Trial,
  changes: Pick<NewOrder, "side" | "stopPrice" | "price">,
): Promise<void> {
  const { symbol, quantity } = trial;
  const terms = { symbol, type: OrderType.STOP_LIMIT, quantity, ...changes };
  const { orderId } = await trial.client.placeOrder(terms);
  await trial.whenRead(orderId);
  await trial.quiet();
  const order = await trial.client.getOrder(orderId);
  expectThat(!isFinal(order), "the order should wait for its stop price", statusOf(order));
  expectTerms(trial, order, terms);
  expectNotFilled(order);
}

/** Records the existing orders. The returned function checks that exactly the given orders were added. */
async function countNew(
  trial: Trial,
): Promise<(placed: readonly { readonly orderId: string }[]) => Promise<void>> {
  if (!trial.client.capabilities.methods.getOrders) return async () => {};
  const before = await listOrderIds(trial);
  return async (placed) => {
    const wanted = idsOf(placed);
    await listWith(trial, { symbols: [trial.symbol] }, wanted);
    await trial.quiet();
    const since = (await listOrderIds(trial)).filter((orderId) => !before.includes(orderId));
    expectSame(since.toSorted(), wanted.toSorted(), "the orders added since");
  };
}
