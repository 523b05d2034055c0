import { type NewOrder, OrderSide, OrderType, type PriceLevel, TimeInForce, type Trade } from "@cqvx/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { SEEDED } from "../testdata/seeded.ts";
import type { PaperClient } from "./paper-client.ts";
import { createNaiveMarket, type NaiveMarket, type NaiveOrder } from "./testdata/naive-market.ts";
import { createTestPaper, SYMBOL } from "./testdata/paper.ts";

interface Request {
  readonly kind: "own" | "others" | "cancel";
  readonly side: OrderSide;
  readonly quantity: bigint;
  /** The worst acceptable price. Undefined: any price. */
  readonly price: bigint | undefined;
  readonly timeInForce: TimeInForce;
}

const requests: fc.Arbitrary<readonly Request[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("own", "own", "own", "others", "cancel"),
    side: fc.constantFrom(OrderSide.BUY, OrderSide.SELL),
    quantity: fc.bigInt(1n, 40n),
    price: fc.option(fc.bigInt(970n, 1_030n), { nil: undefined, freq: 5 }),
    timeInForce: fc.constantFrom(TimeInForce.GTC, TimeInForce.GTC, TimeInForce.IOC, TimeInForce.FOK),
  }),
  { minLength: 1, maxLength: 40 },
);

const START = [970n, 975n, 985n, 990n, 1_010n, 1_015n, 1_020n, 1_030n].map((price) => ({
  side: price < 1_000n ? OrderSide.BUY : OrderSide.SELL,
  price,
  quantity: 25n,
}));

test("matching gives the same result as a naive market of whole numbers", async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (asked) => {
      const { client, naive } = createPair();
      const trades: Trade[] = [];
      await client.subscribeTrades(SYMBOL, (trade) => void trades.push(trade));
      const placed: string[] = [];
      for (const request of asked) {
        const seen = trades.length;
        const expected = await act(client, naive, request, placed);
        expect(trades.slice(seen).map(readTrade)).toEqual(expected);
        const book = await client.getOrderBook(SYMBOL, { depth: Number.POSITIVE_INFINITY });
        expect(book.bids.map(readLevel)).toEqual(naive.levels(OrderSide.BUY));
        expect(book.asks.map(readLevel)).toEqual(naive.levels(OrderSide.SELL));
      }
    }),
    SEEDED,
  );
});

function createPair(): { readonly client: PaperClient; readonly naive: NaiveMarket } {
  const naive = createNaiveMarket();
  for (const [index, level] of START.entries()) naive.rest({ id: `start ${index}`, isOwn: false, ...level });
  const levelsOf = (wanted: OrderSide): { price: string; quantity: string }[] =>
    START.filter(({ side }) => side === wanted).map(({ price, quantity }) => ({
      price: write(price),
      quantity: write(quantity),
    }));
  const books = { [SYMBOL]: { bids: levelsOf(OrderSide.BUY), asks: levelsOf(OrderSide.SELL) } };
  const { client } = createTestPaper({ books, balances: { USD: "1000000", BTC: "10000" } });
  return { client, naive };
}

/** Runs the same operation on both markets and returns the trades of the naive one. */
async function act(
  client: PaperClient,
  naive: NaiveMarket,
  request: Request,
  placed: string[],
): Promise<unknown> {
  const { kind, side, quantity, price, timeInForce } = request;
  if (kind === "cancel") {
    const orderId = placed[Number(quantity) % Math.max(placed.length, 1)];
    if (orderId === undefined) return [];
    await client.cancelOrder(orderId);
    naive.cancel(orderId);
    return [];
  }
  const terms = { side, quantity, limit: price };
  if (kind === "others") {
    client.trade(SYMBOL, {
      side,
      quantity: write(quantity),
      price: price === undefined ? undefined : write(price),
    });
    return naive.submit({ ...terms, id: "others", isOwn: false, rests: false, isAllOrNothing: false });
  }
  const { orderId } = await client.placeOrder(toOrder(request));
  placed.push(orderId);
  const order: NaiveOrder = {
    ...terms,
    id: orderId,
    isOwn: true,
    rests: timeInForce === TimeInForce.GTC,
    isAllOrNothing: timeInForce === TimeInForce.FOK,
  };
  return naive.submit(order);
}

function toOrder({ side, quantity, price, timeInForce }: Request): NewOrder {
  const terms = { symbol: SYMBOL, side, quantity: write(quantity), timeInForce };
  return price === undefined
    ? { ...terms, type: OrderType.MARKET }
    : { ...terms, type: OrderType.LIMIT, price: write(price) };
}

/** Converts tenths to a decimal. */
function write(tenths: bigint): string {
  return `${tenths / 10n}.${tenths % 10n}`;
}

const read = (decimal: string): bigint => BigInt(Math.round(Number(decimal) * 10));

const readLevel = ({ price, quantity }: PriceLevel): [bigint, bigint] => [read(price), read(quantity)];

const readTrade = ({ price, quantity, side }: Trade): unknown => ({
  price: read(price),
  quantity: read(quantity),
  side,
});
