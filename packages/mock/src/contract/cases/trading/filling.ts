import type { ExecutionReport } from "@cqvx/core";
import {
  compareDecimals,
  divideDecimals,
  isLess,
  multiply,
  OrderSide,
  OrderStatus,
  sumDecimals,
} from "@cqvx/core/in-memory";
import type { ContractCase } from "../../contract-case.ts";
import { expectAmount, expectDecimal, expectSame, expectThat } from "../../expectations.ts";
import { expectPositive, expectStatus, expectWhollyFilled } from "../../order-expectations.ts";
import { middlePrice, quantityAt, takingPrice } from "../../prices.ts";
import { RESTING, TAKING, type Trial } from "../../trial.ts";

export const FILLING: readonly ContractCase[] = [
  {
    id: "T06",
    title: "a market buy fills, and reads tell of how much at which price",
    needs: TAKING,
    run: async (trial) => {
      const { orderId } = await trial.client.placeOrder(trial.marketOrder(OrderSide.BUY));
      expectWhollyFilled(await trial.whenOver(orderId), trial.quantity);
    },
  },
  {
    id: "T07",
    title: "a market sell fills, and reads tell of how much at which price",
    needs: TAKING,
    run: async (trial) => {
      const { orderId } = await trial.client.placeOrder(trial.marketOrder(OrderSide.SELL));
      expectWhollyFilled(await trial.whenOver(orderId), trial.quantity);
    },
  },
  {
    id: "T08",
    title: "an order sized in the quote asset spends that and no more",
    needs: [...TAKING, "quoteQuantity"],
    run: async (trial) => {
      const { quoteQuantity } = trial;
      const { orderId } = await trial.client.placeOrder(trial.marketOrder(OrderSide.BUY, { quoteQuantity }));
      const order = await trial.whenOver(orderId);
      expectStatus(order, OrderStatus.FILLED);
      expectPositive(order.filledQuantity, "filledQuantity");
      expectPositive(order.averagePrice, "averagePrice");
      const spent = multiply(order.filledQuantity, order.averagePrice);
      // Venues count fees in, and cut the quantity and the average.
      const [most, least] = [multiply(quoteQuantity, "1.0001"), multiply(quoteQuantity, "0.95")];
      expectThat(
        !isLess(most, spent) && !isLess(spent, least),
        `about ${quoteQuantity} should be spent`,
        spent,
      );
    },
  },
  {
    id: "T09",
    title: "a limit order that crosses the book fills at its price or a better one",
    needs: RESTING,
    run: async (trial) => {
      const price = await takingPrice(trial);
      const { orderId } = await trial.client.placeOrder(await trial.restingBuy({ price }));
      const order = await trial.whenOver(orderId);
      expectWhollyFilled(order, trial.quantity);
      expectThat(
        !isLess(price, order.averagePrice ?? ""),
        `it should pay ${price} or less`,
        order.averagePrice,
      );
    },
  },
  {
    id: "T30",
    title: "an order that is filled in part says how much of it is, and how much is left",
    needs: [...RESTING, "lever trade"],
    run: async (trial) => {
      const { orderId, price, ahead } = await placeFirst(trial);
      const half = divideDecimals(trial.quantity, "2", 18) ?? "";
      await trial.levers.trade(OrderSide.SELL, sumDecimals(ahead, half));
      const order = await trial.eventually(
        "the order should be filled in part",
        () => trial.client.getOrder(orderId),
        ({ status }) => status === OrderStatus.PARTIALLY_FILLED,
      );
      expectAmount(order.filledQuantity, half, "filledQuantity");
      expectAmount(order.averagePrice, price, "averagePrice");
      const { quantity, remainingQuantity } = order;
      expectAmount(quantity, trial.quantity, "quantity");
      if (remainingQuantity === undefined) return;
      const whole = sumDecimals(order.filledQuantity ?? "", remainingQuantity);
      expectAmount(whole, trial.quantity, "filledQuantity and remainingQuantity together");
    },
  },
  {
    id: "T31",
    title: "a resting order that somebody fills is filled at its own price",
    needs: [...RESTING, "lever trade"],
    run: async (trial) => {
      const { orderId, price, ahead } = await placeFirst(trial);
      await trial.levers.trade(OrderSide.SELL, sumDecimals(ahead, trial.quantity));
      const order = await trial.whenOver(orderId);
      expectWhollyFilled(order, trial.quantity);
      expectAmount(order.averagePrice, price, "averagePrice");
    },
  },
  {
    id: "T32",
    title: "the fills of an order are listed, and add up to what it filled",
    needs: ["getFills", ...TAKING],
    run: async (trial) => {
      const { orderId } = await trial.client.placeOrder(trial.marketOrder(OrderSide.BUY));
      const { filledQuantity = "" } = await trial.whenOver(orderId);
      const fills = await fillsOf(trial, orderId, filledQuantity);
      for (const fill of fills) {
        expectSame(fill.orderId, orderId, "orderId of a fill");
        expectSame(fill.symbol, trial.symbol, "symbol of a fill");
        expectSame(fill.side, OrderSide.BUY, "side of a fill");
        expectPositive(fill.lastPrice, "lastPrice of a fill");
        expectPositive(fill.lastQuantity, "lastQuantity of a fill");
        // One that the venue pays is below zero.
        if (fill.fee !== undefined) expectDecimal(fill.fee.replace(/^-/, ""), "fee of a fill");
        expectThat(fill.timestamp !== undefined, "a fill should have its timestamp");
      }
      const ids = fills.map(({ executionId }) => executionId).filter((id) => id !== undefined);
      expectSame(new Set(ids).size, ids.length, "the number of different executionIds");
    },
  },
  {
    id: "T33",
    title: "fills can be asked for by the order, and those of others stay away",
    needs: ["getFills", ...TAKING],
    run: async (trial) => {
      const placing = [OrderSide.BUY, OrderSide.SELL].map((side) =>
        trial.client.placeOrder(trial.marketOrder(side)),
      );
      for (const { orderId } of await Promise.all(placing)) {
        const { filledQuantity = "" } = await trial.whenOver(orderId);
        const fills = await fillsOf(trial, orderId, filledQuantity);
        const others = fills.filter((fill) => fill.orderId !== orderId);
        expectSame(others, [], "the fills of other orders");
      }
    },
  },
];

/** The fills of an order, once all that it filled is among them. */
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

/** Places a buy in front of the book, and says how much stands before it there. */
async function placeFirst(
  trial: Trial,
): Promise<{ readonly orderId: string; readonly price: string; readonly ahead: string }> {
  const price = await middlePrice(trial);
  const { bids } = await trial.client.getOrderBook(trial.symbol, { depth: 1 });
  const { orderId } = await trial.placeResting({ price });
  return { orderId, price, ahead: quantityAt(bids, price) };
}
