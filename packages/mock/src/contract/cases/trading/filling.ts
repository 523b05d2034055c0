import { isLess, multiply, OrderSide, OrderStatus, sumDecimals } from "@cqvx/core/in-memory";
import { expectAmount, expectThat } from "../../expectations/expectations.ts";
import { expectPositive, expectStatus, expectWhollyFilled } from "../../expectations/order-expectations.ts";
import { fillHalf, placeBestBid } from "../../orders/best-bid.ts";
import type { ContractCase } from "../../trial/contract-case.ts";
import { quantityIncrement, takingPrice } from "../../trial/prices.ts";
import { RESTING, TAKING } from "../../trial/trial.ts";

export const FILLING: readonly ContractCase[] = [
  {
    id: "T06",
    title: "a market buy fills, and reads have its quantity and average price",
    needs: TAKING,
    run: async (trial) => {
      const { orderId } = await trial.client.placeOrder(trial.marketOrder(OrderSide.BUY));
      expectWhollyFilled(await trial.whenFinal(orderId), trial.quantity);
    },
  },
  {
    id: "T07",
    title: "a market sell fills, and reads have its quantity and average price",
    needs: TAKING,
    run: async (trial) => {
      const { orderId } = await trial.client.placeOrder(trial.marketOrder(OrderSide.SELL));
      expectWhollyFilled(await trial.whenFinal(orderId), trial.quantity);
    },
  },
  {
    id: "T08",
    title: "an order sized in the quote asset spends that amount and no more",
    needs: [...TAKING, "quoteQuantity"],
    run: async (trial) => {
      const { quoteQuantity } = trial;
      const { orderId } = await trial.client.placeOrder(trial.marketOrder(OrderSide.BUY, { quoteQuantity }));
      const order = await trial.whenFinal(orderId);
      expectStatus(order, OrderStatus.FILLED);
      expectPositive(order.filledQuantity, "filledQuantity");
      expectPositive(order.averagePrice, "averagePrice");
      const spent = multiply(order.filledQuantity, order.averagePrice);
      const reported = order.filledQuoteQuantity;
      if (reported !== undefined) {
        const fee = order.feeAsset === trial.symbol.split("-")[1] ? (order.fee ?? "0") : "0";
        const isNoMore = !isLess(quoteQuantity, sumDecimals(reported, fee));
        expectThat(isNoMore, `${quoteQuantity} or less should be spent, with the fee`, { reported, fee });
      }
      // Venues include fees, round the quantity down to its increment, and round the average price.
      const [most, least] = [multiply(quoteQuantity, "1.0001"), multiply(quoteQuantity, "0.95")];
      const cutOff = multiply(await quantityIncrement(trial), order.averagePrice);
      expectThat(
        !isLess(most, spent) && !isLess(sumDecimals(spent, cutOff), least),
        `about ${quoteQuantity} should be spent`,
        spent,
      );
    },
  },
  {
    id: "T09",
    title: "a limit order that crosses the book fills at its price or a better price",
    needs: RESTING,
    run: async (trial) => {
      const price = await takingPrice(trial);
      const { orderId } = await trial.client.placeOrder(await trial.restingBuy({ price }));
      const order = await trial.whenFinal(orderId);
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
    title: "a partially filled order has its filled and its remaining quantity",
    needs: [...RESTING, "lever trade"],
    run: async (trial) => {
      const first = await placeBestBid(trial);
      const { orderId, price } = first;
      const half = await fillHalf(trial, first);
      const order = await trial.eventually(
        "the order should be partially filled",
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
    title: "another trader fills a resting order at the price of the order",
    needs: [...RESTING, "lever trade"],
    run: async (trial) => {
      const { orderId, price, ahead } = await placeBestBid(trial);
      await trial.levers.trade(OrderSide.SELL, sumDecimals(ahead, trial.quantity));
      const order = await trial.whenFinal(orderId);
      expectWhollyFilled(order, trial.quantity);
      expectAmount(order.averagePrice, price, "averagePrice");
    },
  },
];
