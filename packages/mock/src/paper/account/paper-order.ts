import {
  type CheckedOrder,
  isZero,
  Liquidity,
  OrderSide,
  OrderStatus,
  OrderType,
  TimeInForce,
} from "@cqvx/core/in-memory";
import { isFinal } from "../../venue/is-final.ts";
import { add, greater, subtract, times } from "../market/amounts.ts";
import type { Size } from "../market/matching.ts";
import type { Amount } from "./paper-account.ts";

/** The fee rates, as fractions of the traded amount in the quote asset. */
export interface FeeRates {
  readonly maker: string;
  readonly taker: string;
}

/** One trade at the exchange. Its side is the taker's side. */
export interface PaperTrade {
  readonly tradeId: string;
  readonly symbol: string;
  readonly side: OrderSide;
  readonly price: string;
  readonly quantity: string;
  readonly timeMs: number;
}

/** One state of an order of the account. */
export interface PaperOrder {
  readonly orderId: string;
  readonly terms: CheckedOrder;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  /** The size that is not filled yet, in the asset of the size. */
  readonly rest: Size;
  readonly status: OrderStatus;
  readonly rejectReason: string;
  readonly filledQuantity: string;
  readonly filledQuoteQuantity: string;
  /** In the quote asset. */
  readonly fee: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** The account's part in one trade, with the state of its order right after the trade. */
export interface PaperFill {
  readonly executionId: string;
  readonly order: PaperOrder;
  readonly trade: PaperTrade;
  readonly liquidity: Liquidity;
  /** In the quote asset. */
  readonly fee: string;
}

const RESTING: ReadonlySet<TimeInForce> = new Set([TimeInForce.GTC, TimeInForce.GTD]);

/** True when the unfilled part of the order may rest in the book. */
export const canRest = ({ terms }: PaperOrder): boolean =>
  terms.type !== OrderType.MARKET && RESTING.has(terms.timeInForce);

/** Returns the amount that an open order keeps locked: the cost of its rest at its price, with the larger of the two fees. */
export function lockedFor(order: PaperOrder, { maker, taker }: FeeRates): Amount {
  const { terms, baseAsset, quoteAsset, rest } = order;
  const asset = terms.side === OrderSide.BUY ? quoteAsset : baseAsset;
  if (isFinal(order) || terms.price === undefined) return { asset, amount: "0" };
  if (terms.side === OrderSide.SELL) return { asset, amount: rest.amount };
  return { asset, amount: withFee(times(terms.price, rest.amount), greater(maker, taker)) };
}

/** Adds the fee to an amount. */
export const withFee = (amount: string, rate: string): string => add(amount, times(amount, rate));

/** Returns the state of an order after a trade. */
export function afterFill(order: PaperOrder, trade: PaperTrade, fee: string): PaperOrder {
  const worth = times(trade.price, trade.quantity);
  const { asset, amount } = order.rest;
  const left = subtract(amount, asset === "base" ? trade.quantity : worth);
  return {
    ...order,
    rest: { asset, amount: left },
    status: isZero(left) ? OrderStatus.FILLED : OrderStatus.PARTIALLY_FILLED,
    filledQuantity: add(order.filledQuantity, trade.quantity),
    filledQuoteQuantity: add(order.filledQuoteQuantity, worth),
    fee: add(order.fee, fee),
    updatedMs: trade.timeMs,
  };
}

/** Returns the fee for a trade, in the quote asset. */
export function feeFor(trade: PaperTrade, liquidity: Liquidity, rates: FeeRates): string {
  const rate = liquidity === Liquidity.MAKER ? rates.maker : rates.taker;
  return times(times(trade.price, trade.quantity), rate);
}

/** Returns the amounts that the account gets and gives in a trade. A buyer pays the fee on top; a seller receives less. */
export function settlementOf(
  { terms, baseAsset, quoteAsset }: PaperOrder,
  { price, quantity }: PaperTrade,
  fee: string,
): { readonly gets: Amount; readonly gives: Amount } {
  const base = { asset: baseAsset, amount: quantity };
  const worth = times(price, quantity);
  return terms.side === OrderSide.BUY
    ? { gets: base, gives: { asset: quoteAsset, amount: add(worth, fee) } }
    : { gets: { asset: quoteAsset, amount: subtract(worth, fee) }, gives: base };
}
