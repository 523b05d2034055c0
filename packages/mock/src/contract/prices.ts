import type { OrderBook, PriceLevel } from "@cqvx/core";
import {
  compareDecimals,
  divideDecimals,
  isLess,
  multiply,
  OrderSide,
  sumDecimals,
} from "@cqvx/core/in-memory";
import type { ContractClient } from "./contract-subject.ts";
import { expectThat } from "./expectations.ts";

/** Whose book it is. */
export interface Market {
  readonly client: Pick<ContractClient, "getOrderBook">;
  readonly symbol: string;
}

/** The best prices of a book. */
export function bestOf({ bids, asks }: OrderBook): { readonly bid: string; readonly ask: string } {
  const [bid, ask] = [bids[0]?.price, asks[0]?.price];
  expectThat(bid !== undefined && ask !== undefined, "the book should have both sides");
  return { bid, ask };
}

/** Half the best bid for a buy, twice the best ask for a sell: an order there rests. */
export async function restingPrice(market: Market, side: OrderSide): Promise<string> {
  const { bid, ask } = await readBest(market);
  return side === OrderSide.BUY ? cut(divide(bid, "2"), bid) : cut(multiply(ask, "2"), ask);
}

/** Some 2 % above the best ask: a buy there takes. */
export async function takingPrice(market: Market): Promise<string> {
  const { ask } = await readBest(market);
  return cut(multiply(ask, "1.02"), ask);
}

/** The middle of the spread; the best bid, where there is nothing between. */
export async function middlePrice(market: Market): Promise<string> {
  const { bid, ask } = await readBest(market);
  return cutTo(divide(sumDecimals(bid, ask), "2"), digitsOf(bid));
}

/** Some 1 % below a price. */
export function lowerPrice(price: string): string {
  return cut(multiply(price, "0.99"), price);
}

/** A price at which nobody bids, some levels below the best one. */
export async function freePrice({ client, symbol }: Market): Promise<string> {
  const { bids } = await client.getOrderBook(symbol, { depth: 50 });
  const behind = bids.slice(bids.length / 2);
  for (const [at, { price }] of behind.entries()) {
    const next = behind[at + 1]?.price ?? divide(price, "2");
    const between = cutTo(divide(sumDecimals(price, next), "2"), digitsOf(price));
    if (isLess(between, price) && quantityAt(behind, between) === "0") return between;
  }
  throw new Error(`nobody bids for ${symbol}`);
}

/** What levels have at a price; "0" when there is none. */
export function quantityAt(levels: readonly PriceLevel[], price: string): string {
  return levels.find((level) => compareDecimals(level.price, price) === 0)?.quantity ?? "0";
}

async function readBest({ client, symbol }: Market): Promise<ReturnType<typeof bestOf>> {
  return bestOf(await client.getOrderBook(symbol, { depth: 1 }));
}

/** On the grid of the market: whole where prices are large, else with the digits of a price that is on it. */
function cut(price: string, like: string): string {
  return cutTo(price, isLess(like, "100") ? digitsOf(like) : 0);
}

function cutTo(price: string, digits: number): string {
  return divideDecimals(price, "1", digits) ?? price;
}

function divide(price: string, by: string): string {
  return divideDecimals(price, by, digitsOf(price) + 4) ?? price;
}

function digitsOf(price: string): number {
  return price.split(".")[1]?.replace(/0+$/, "").length ?? 0;
}
