import type { OrderBook, PriceLevel } from "@cqvx/core";
import {
  compareDecimals,
  divideDecimals,
  isLess,
  multiply,
  OrderSide,
  sumDecimals,
} from "@cqvx/core/in-memory";
import type { ContractClient } from "../declaration/contract-subject.ts";
import { expectThat } from "../expectations/expectations.ts";

/** The client and the symbol of a book. */
export interface Market {
  readonly client: Pick<ContractClient, "getOrderBook" | "getProducts">;
  readonly symbol: string;
}

/** The number of levels that count as near the best price. */
const NEAR = 50;

/** Returns the best prices of a book. Fails when a side is empty. */
export function bestOf({ bids, asks }: OrderBook): { readonly bid: string; readonly ask: string } {
  const [bid, ask] = [bids[0]?.price, asks[0]?.price];
  expectThat(bid !== undefined && ask !== undefined, "the book should have both sides");
  return { bid, ask };
}

/** Returns the price of an order that rests: half the best bid for a buy, twice the best ask for a sell. */
export async function restingPrice(market: Market, side: OrderSide): Promise<string> {
  const { bid, ask } = await readBest(market);
  return side === OrderSide.BUY ? cut(divide(bid, "2"), bid) : cut(multiply(ask, "2"), ask);
}

/** Returns a price about 2 % above the best ask, at which a buy takes. */
export async function takingPrice(market: Market): Promise<string> {
  const { ask } = await readBest(market);
  return cut(multiply(ask, "1.02"), ask);
}

/** Returns the middle of the spread and the quantity bid there. That is above zero only when no price is free inside the spread. */
export async function middlePrice(
  market: Market,
): Promise<{ readonly price: string; readonly ahead: string }> {
  const book = await readWhole(market);
  const { bid, ask } = bestOf(book);
  const price = onGrid(divide(sumDecimals(bid, ask), "2"), await tickOf(market, book));
  const middle = isLess(price, bid) ? bid : price;
  return { price: middle, ahead: quantityAt(book.bids, middle) };
}

/** Returns a price about 1 % lower. */
export function lowerPrice(price: string): string {
  return cut(multiply(price, "0.99"), price);
}

/** Returns a price about 1 % higher. */
export function higherPrice(price: string): string {
  return cut(multiply(price, "1.01"), price);
}

/** Finds a price without a bid (or ask) some levels behind the best one. Prefers a price between two levels. */
export async function freePrice(market: Market, side: OrderSide = OrderSide.BUY): Promise<string> {
  const book = await readWhole(market);
  const tick = await tickOf(market, book);
  const isBuy = side === OrderSide.BUY;
  const levels = isBuy ? book.bids : book.asks;
  const last = levels.at(-1)?.price;
  expectThat(last !== undefined, "the book should have both sides");
  const beyond = isBuy ? divide(last, "2") : multiply(last, "2");
  const prices = [...levels.slice(Math.min(levels.length, NEAR) / 2).map(({ price }) => price), beyond];
  for (const [at, price] of prices.entries()) {
    const next = prices[at + 1];
    if (next === undefined) break;
    const between = onGrid(divide(sumDecimals(price, next), "2"), tick);
    const [low, high] = isBuy ? [next, price] : [price, next];
    if (isLess(low, between) && isLess(between, high)) return between;
  }
  return onGrid(beyond, tick);
}

/** Returns the quantity of the levels at a price, or "0". */
export function quantityAt(levels: readonly PriceLevel[], price: string): string {
  return levels.find((level) => compareDecimals(level.price, price) === 0)?.quantity ?? "0";
}

/** Returns the quantity increment of the symbol. Without `getProducts`, the smallest unit of Bitcoin. */
export async function quantityIncrement({ client, symbol }: Market): Promise<string> {
  const products = await client.getProducts?.({ symbols: [symbol] });
  return products?.[0]?.quantityIncrement ?? "0.00000001";
}

function readWhole({ client, symbol }: Market): Promise<OrderBook> {
  return client.getOrderBook(symbol, { depth: Number.POSITIVE_INFINITY });
}

async function readBest({ client, symbol }: Market): Promise<ReturnType<typeof bestOf>> {
  return bestOf(await client.getOrderBook(symbol, { depth: 1 }));
}

/** Returns the price increment. Without `getProducts`, the last digit of the longest price in the book. */
async function tickOf({ client, symbol }: Market, { bids, asks }: OrderBook): Promise<string> {
  const products = await client.getProducts?.({ symbols: [symbol] });
  const tick = products?.[0]?.priceIncrement;
  if (tick !== undefined) return tick;
  const digits = Math.max(...[...bids, ...asks].map(({ price }) => digitsOf(price)));
  return digits === 0 ? "1" : `0.${"1".padStart(digits, "0")}`;
}

/** Rounds a price down to a multiple of the tick. */
function onGrid(price: string, tick: string): string {
  return multiply(divideDecimals(price, tick, 0) ?? "0", tick);
}

/** Cuts a price to the digits of a price of the market. Prices of 100 or more are cut to whole numbers. */
function cut(price: string, like: string): string {
  return divideDecimals(price, "1", isLess(like, "100") ? digitsOf(like) : 0) ?? price;
}

function divide(price: string, by: string): string {
  return divideDecimals(price, by, digitsOf(price) + 4) ?? price;
}

function digitsOf(price: string): number {
  return price.split(".")[1]?.replace(/0+$/, "").length ?? 0;
}
