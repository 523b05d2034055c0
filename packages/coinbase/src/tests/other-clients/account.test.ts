/** Compares fills and balances with those of two other clients on one sandbox. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type NewOrder, OrderSide, OrderType } from "../../index.ts";
import {
  compare,
  compareAll,
  type ReadNumber,
  type Verdicts,
} from "../../testdata/other-clients/compare-numbers.ts";
import { connectSideBySide, type SideBySide } from "../../testdata/other-clients/connect-side-by-side.ts";
import { sumOf } from "../../testdata/other-clients/sum-of.ts";

let all: SideBySide;

beforeEach(async () => {
  all = await connectSideBySide();
});

afterEach(() => all.close());

const SELL: NewOrder = {
  symbol: "BTC-USD",
  side: OrderSide.SELL,
  type: OrderType.LIMIT,
  quantity: "33.50000007",
  price: "60000.01",
};
const { quantity: _quantity, price: _price, ...UNSIZED } = SELL;
const BY_VALUE: NewOrder = {
  ...UNSIZED,
  side: OrderSide.BUY,
  type: OrderType.MARKET,
  quoteQuantity: "1234.57",
};

describe("the fills of an order", () => {
  test("are equal in price and size, and our fee is more exact", async () => {
    const { orderId } = await all.ours.placeOrder(SELL);
    const ours = await all.ours.getFills({ orderIds: [orderId] });
    const { fills } = await all.coinbaseApi.rest.getFills({ order_ids: [orderId], limit: 1_000 });
    const ccxt = new Map(
      (await all.ccxt.fetchMyTrades(undefined, undefined, 1_000)).map((fill) => [fill.id, fill]),
    );
    expect(ours.map(({ tradeId }) => tradeId)).toEqual(fills.map(({ trade_id: id }) => id));
    expect(ccxt.size).toBe(ours.length);
    const found: Record<"price" | "size" | "fee", Set<string>> = {
      price: new Set(),
      size: new Set(),
      fee: new Set(),
    };
    for (const [index, { tradeId = "", lastPrice, lastQuantity, fee }] of ours.entries()) {
      const { price, size, commission } = fills[index] ?? {};
      const theirs = ccxt.get(tradeId);
      const rows: Record<keyof typeof found, ReadNumber> = {
        price: { truth: price, ours: lastPrice, coinbaseApi: price, ccxt: theirs?.price },
        size: { truth: size, ours: lastQuantity, coinbaseApi: size, ccxt: theirs?.amount },
        fee: { truth: commission, ours: fee, coinbaseApi: commission, ccxt: theirs?.fees[0]?.cost },
      };
      found.price.add(compare(rows.price).join(", "));
      found.size.add(compare(rows.size).join(", "));
      found.fee.add(compare(rows.fee).join(", "));
    }
    expect(ours.length).toBeGreaterThan(90);
    expect(found).toEqual({
      price: new Set(["same digits, equal"]),
      size: new Set(["same digits, equal"]),
      fee: new Set(["same digits, ours is more exact"]),
    });
  });

  test("add up exactly to our order", async () => {
    const { orderId } = await all.ours.placeOrder(SELL);
    const fills = await all.ours.getFills({ orderIds: [orderId] });
    const [order = {}] = all.venue.orders();
    expect(sumOf(fills.map(({ lastQuantity }) => lastQuantity))).toBe(sumOf([String(order.filled_size)]));
    expect(sumOf(fills.map(({ fee }) => fee))).toBe(sumOf([String(order.total_fees)]));
  });

  test("sized in quote currency have the order's size in ours and in ccxt's", async () => {
    const { orderId } = await all.ours.placeOrder(BY_VALUE);
    const [ours] = await all.ours.getFills({ orderIds: [orderId] });
    const [coinbaseApi] = (await all.coinbaseApi.rest.getFills()).fills;
    const [ccxt] = await all.ccxt.fetchMyTrades();
    const [order = {}] = all.venue.orders();
    const fee = coinbaseApi?.commission;
    expect(order.number_of_fills).toBe("1");
    expect(
      compareAll({
        price: {
          truth: order.average_filled_price,
          ours: ours?.lastPrice,
          coinbaseApi: coinbaseApi?.price,
          ccxt: ccxt?.price,
        },
        size: {
          truth: order.filled_size,
          ours: ours?.lastQuantity,
          coinbaseApi: undefined,
          ccxt: ccxt?.amount,
        },
        value: {
          truth: order.filled_value,
          ours: ours?.lastQuoteQuantity,
          // `coinbase-api` returns the quote amount as the size.
          coinbaseApi: coinbaseApi?.size,
          ccxt: ccxt?.cost,
        },
        fee: { truth: order.total_fees, ours: ours?.fee, coinbaseApi: fee, ccxt: ccxt?.fees[0]?.cost },
      }),
    ).toEqual({
      price: ["same digits", "equal"],
      size: ["only ours", "equal"],
      value: ["same digits", "equal"],
      fee: ["same digits", "ours is more exact"],
    });
  });
});

describe("the balance", () => {
  const EQUAL: Verdicts = ["same digits", "equal"];
  const MORE_EXACT: Verdicts = ["same digits", "ours is more exact"];

  test("of each asset is equal in every amount, or ours is more exact", async () => {
    await all.ours.placeOrder(BY_VALUE);
    await all.ours.placeOrder({ ...SELL, price: "99999.99" });
    await all.ours.placeOrder({ ...SELL, side: OrderSide.BUY, quantity: "0.12345678", price: "20000.01" });
    const { assets } = await all.ours.getBalance();
    const first = await all.coinbaseApi.rest.getAccounts({ limit: 250 });
    const second = await all.coinbaseApi.rest.getAccounts({ limit: 250, cursor: first.cursor });
    const accounts = [...first.accounts, ...second.accounts];
    const ccxt = await all.ccxt.fetchBalance({ v3: true });
    const compared = assets.map(({ asset, total, available, locked }) => {
      const parts = all.venue.balances().filter(({ currency }) => currency === asset);
      const theirs = accounts.filter(({ currency }) => currency === asset);
      // For a currency on two platforms it returns two accounts and no sum.
      const [account] = theirs.length === 1 ? theirs : [];
      return [
        asset,
        compareAll({
          total: {
            truth: sumOf(parts.flatMap((part) => [part.available, part.hold])),
            ours: total,
            coinbaseApi: undefined,
            ccxt: ccxt[asset]?.total,
          },
          available: {
            truth: sumOf(parts.map((part) => part.available)),
            ours: available,
            coinbaseApi: account?.available_balance.value,
            ccxt: ccxt[asset]?.free,
          },
          locked: {
            truth: sumOf(parts.map((part) => part.hold)),
            ours: locked,
            coinbaseApi: account?.hold.value,
            ccxt: ccxt[asset]?.used,
          },
        }),
      ];
    });
    expect(Object.fromEntries(compared)).toEqual({
      BTC: { total: ["only ours", "ours is more exact"], available: MORE_EXACT, locked: EQUAL },
      USD: { total: ["only ours", "ours is more exact"], available: MORE_EXACT, locked: MORE_EXACT },
      ETH: { total: ["only ours", "equal"], available: EQUAL, locked: EQUAL },
      USDC: {
        total: ["only ours", "equal"],
        available: ["only ours", "equal"],
        locked: ["only ours", "equal"],
      },
      // It is on the second page, which `ccxt` does not request.
      SOL: {
        total: ["only ours", "only ours"],
        available: ["same digits", "only ours"],
        locked: ["same digits", "only ours"],
      },
    });
  });
});
