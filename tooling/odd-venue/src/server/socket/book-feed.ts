import type { OrderBook, PaperClient, PriceLevel, Subscription } from "@cqvx/mock";
import { marketOf } from "../markets.ts";
import { digits } from "../wire/digits.ts";
import type { Json } from "../wire/json.ts";

/** The parts of one book subscription of one socket. */
export interface BookFeedParts {
  readonly paper: Pick<PaperClient, "subscribeOrderBook">;
  readonly symbol: string;
  /** Counts the messages of this market on this socket. */
  readonly nextSequence: () => number;
  readonly push: (message: Json) => void;
  /** Ends the feed. */
  readonly signal: AbortSignal;
}

/** Pushes the full book first, and then the levels that changed. A book that did not change is not pushed. */
export function openBookFeed({
  paper,
  symbol,
  nextSequence,
  push,
  signal,
}: BookFeedParts): Promise<Subscription> {
  let before: Sides | undefined;
  const deliver = ({ bids, asks }: OrderBook): void => {
    const now: Sides = { bids: readSide(bids), asks: readSide(asks) };
    const b = changes(before?.bids, now.bids);
    const a = changes(before?.asks, now.asks);
    const isFirst = before === undefined;
    before = now;
    if (!isFirst && b.length + a.length === 0) return;
    const head = { ch: "book", market: marketOf(symbol), seq: nextSequence() };
    push(isFirst ? { ...head, full: true, b, a } : { ...head, b, a });
  };
  return paper.subscribeOrderBook(symbol, deliver, { depth: Number.POSITIVE_INFINITY, signal });
}

type Side = ReadonlyMap<string, PriceLevel>;

interface Sides {
  readonly bids: Side;
  readonly asks: Side;
}

/** Returns the levels by the value of their price: 50000.10 and 50000.1 are one level. */
function readSide(levels: readonly PriceLevel[]): Side {
  return new Map(levels.map((level) => [level.price.replace(/\.?0*$/, keepWhole), level]));
}

/** Removes zeros only after a decimal point. */
function keepWhole(zeros: string, at: number, price: string): string {
  return zeros.startsWith(".") || price.slice(0, at).includes(".") ? "" : zeros;
}

/** Returns the levels to set as `[px, qty]`. A quantity of 0 removes a level. */
function changes(before: Side = new Map(), now: Side): Json[] {
  const removed = [...before].filter(([key]) => !now.has(key)).map(([, { price }]) => level(price, "0"));
  const set = [...now]
    .filter(([key, { quantity }]) => before.get(key)?.quantity !== quantity)
    .map(([, { price, quantity }]) => level(price, quantity));
  return [...removed, ...set];
}

function level(price: string, quantity: string): Json {
  return [digits(price), digits(quantity)];
}
