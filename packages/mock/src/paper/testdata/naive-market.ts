import { OrderSide } from "@cqvx/core";

interface NaiveOffer {
  readonly id: string;
  readonly isOwn: boolean;
  readonly side: OrderSide;
  readonly price: bigint;
  readonly quantity: bigint;
}

/** An order of the naive market. Amounts are whole numbers. */
export interface NaiveOrder extends Omit<NaiveOffer, "price"> {
  /** The worst acceptable price. Undefined: any price. */
  readonly limit: bigint | undefined;
  readonly rests: boolean;
  readonly isAllOrNothing: boolean;
}

export type NaiveTrade = Pick<NaiveOffer, "side" | "price" | "quantity">;

/** A simple and slow market with one list of offers. Tests compare the exchange with it. */
export interface NaiveMarket {
  rest(offer: NaiveOffer): void;
  cancel(id: string): void;
  submit(order: NaiveOrder): NaiveTrade[];
  levels(side: OrderSide): [bigint, bigint][];
}

export function createNaiveMarket(): NaiveMarket {
  let offers: readonly NaiveOffer[] = [];

  const rest = (offer: NaiveOffer): void => {
    offers = [...offers, offer];
  };
  const cancel = (id: string): void => {
    offers = offers.filter((offer) => offer.id !== id);
  };
  const matching = ({ side, limit }: NaiveOrder): NaiveOffer[] =>
    offers.filter(
      (offer) =>
        offer.side !== side &&
        (limit === undefined || (side === OrderSide.BUY ? offer.price <= limit : offer.price >= limit)),
    );
  const available = (order: NaiveOrder): bigint =>
    matching(order)
      .filter((offer) => !(offer.isOwn && order.isOwn))
      .reduce((total, { quantity }) => total + quantity, 0n);
  const sign = (side: OrderSide): number => (side === OrderSide.BUY ? 1 : -1);
  const best = (order: NaiveOrder): NaiveOffer | undefined =>
    matching(order).sort((left, right) => sign(order.side) * Number(left.price - right.price))[0];

  return {
    rest,
    cancel,
    submit: (order) => {
      if (order.isAllOrNothing && available(order) < order.quantity) return [];
      const trades: NaiveTrade[] = [];
      let left = order.quantity;
      for (let offer = best(order); left > 0n && offer !== undefined; offer = best(order)) {
        const { id, price } = offer;
        if (offer.isOwn && order.isOwn) {
          cancel(id);
          continue;
        }
        const quantity = [offer.quantity, left].sort((one, other) => Number(one - other))[0] ?? 0n;
        const taken = offer;
        offers = offers
          .map((each) => (each === taken ? { ...each, quantity: each.quantity - quantity } : each))
          .filter((each) => each.quantity > 0n);
        left -= quantity;
        trades.push({ price, quantity, side: order.side });
      }
      const { id, isOwn, side, limit: price } = order;
      if (left > 0n && order.rests && price !== undefined) rest({ id, isOwn, side, price, quantity: left });
      return trades;
    },
    levels: (side) => {
      const levels = new Map<bigint, bigint>();
      for (const { price, quantity } of offers.filter((each) => each.side === side))
        levels.set(price, (levels.get(price) ?? 0n) + quantity);
      return [...levels].sort(([left], [right]) => -sign(side) * Number(left - right));
    },
  };
}
