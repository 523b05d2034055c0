import { divideDecimals, isLess, OrderSide, OrderStatus, sumDecimals } from "@cqvx/core/in-memory";
import { isFinal } from "../../venue/is-final.ts";
import { expectThat } from "../expectations/expectations.ts";
import { statusOf } from "../expectations/order-expectations.ts";
import { middlePrice } from "../trial/prices.ts";
import { repeatUntil } from "../trial/repeat-until.ts";
import type { Trial } from "../trial/trial.ts";

const BOOKED: readonly OrderStatus[] = [OrderStatus.OPEN, OrderStatus.PARTIALLY_FILLED];

/** A buy at the best bid price. */
export interface BestBid {
  readonly orderId: string;
  readonly price: string;
  /** The quantity ahead of it at its price. */
  readonly ahead: string;
}

/** Places a buy at the best bid price. Tries again when the market moves. */
export async function placeBestBid(trial: Trial): Promise<BestBid> {
  const placed = await repeatUntil(
    async () => {
      const { price, ahead } = await middlePrice(trial);
      const { orderId } = await trial.client.placeOrder(await trial.restingBuy({ price }));
      const order = await trial.eventually(
        "the order should be open",
        () => trial.whenRead(orderId),
        (read) => isFinal(read) || BOOKED.includes(read.status),
      );
      const { bids } = await trial.client.getOrderBook(trial.symbol, { depth: 1 });
      return { orderId, price, ahead, order, best: bids[0]?.price ?? price };
    },
    ({ price, best, order }) => order.status === OrderStatus.OPEN && !isLess(price, best),
  );
  expectThat(!isFinal(placed.order), "an order at the best bid should rest", statusOf(placed.order));
  return placed;
}

/** Lets another trader fill half of an order. Returns the filled quantity. */
export async function fillHalf(trial: Trial, { ahead }: BestBid): Promise<string> {
  const half = divideDecimals(trial.quantity, "2", 18) ?? "";
  await trial.levers.trade(OrderSide.SELL, sumDecimals(ahead, half));
  return half;
}
