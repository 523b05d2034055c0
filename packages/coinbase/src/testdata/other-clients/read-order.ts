import type { NewOrder } from "../../index.ts";
import { negate, readExact, sum } from "../exact-decimal.ts";
import type { ReadNumber } from "./compare-numbers.ts";
import type { SideBySide } from "./connect-side-by-side.ts";

/** Reads the numbers of one order with each client. The true price and size are those of the placed order. */
export async function readOrderSideBySide(
  all: SideBySide,
  order_id: string,
  asked: NewOrder,
): Promise<Readonly<Record<string, ReadNumber>>> {
  const ours = await all.ours.getOrder(order_id);
  const { order: coinbaseApi } = await all.coinbaseApi.rest.getOrder({ order_id });
  const ccxt = await all.ccxt.fetchOrder(order_id);
  const truth = all.venue.orders().find((order) => order.order_id === order_id) ?? {};
  const terms = termsOf(coinbaseApi.order_configuration);
  return {
    price: { truth: asked.price, ours: ours.price, coinbaseApi: terms.limit_price, ccxt: ccxt.price },
    size: { truth: asked.quantity, ours: ours.quantity, coinbaseApi: terms.base_size, ccxt: ccxt.amount },
    filled: {
      truth: truth.filled_size,
      ours: ours.filledQuantity,
      coinbaseApi: coinbaseApi.filled_size,
      ccxt: ccxt.filled,
    },
    remaining: {
      truth: difference(asked.quantity, String(truth.filled_size)),
      ours: ours.remainingQuantity,
      coinbaseApi: undefined,
      ccxt: ccxt.remaining,
    },
    value: {
      truth: truth.filled_value,
      ours: ours.filledQuoteQuantity,
      coinbaseApi: coinbaseApi.filled_value,
      ccxt: ccxt.cost,
    },
    average: {
      truth: truth.average_filled_price,
      ours: ours.averagePrice,
      coinbaseApi: coinbaseApi.average_filled_price,
      ccxt: ccxt.average,
    },
    fee: {
      truth: truth.total_fees,
      ours: ours.fee,
      coinbaseApi: coinbaseApi.total_fees,
      ccxt: ccxt.fees[0]?.cost,
    },
  };
}

/** Returns the configuration of an order, of any kind. */
function termsOf(configuration: object): Readonly<Record<string, string | undefined>> {
  return Object.values(configuration)[0] ?? {};
}

function difference(whole = "", part = ""): string | undefined {
  const [left, right] = [readExact(whole), readExact(part)];
  if (left === undefined || right === undefined) return undefined;
  const { digits, scale } = sum(left, negate(right));
  return `${digits}e-${scale}`;
}
