import { isLess, locateOnGrid, OrderSide } from "@cqvx/core/in-memory";
import type { SeededRandom } from "../../venue/seeded-random.ts";
import { times } from "../market/amounts.ts";
import { awayFrom, isPriced, seededQuantity } from "../market/default-books.ts";
import { oppositeOf } from "../market/offer-book.ts";
import type { PaperLevel } from "../market/paper-book.ts";
import { middleOf, type PaperMarket } from "../market/paper-market.ts";
import type { OtherTraders } from "./other-traders.ts";

/** The number of levels that other traders fill up on each side. */
const LEVELS = 5;

type Step = (market: PaperMarket, others: OtherTraders, random: SeededRandom) => void;

/** Takes one step of a market. The seed alone decides the next action of the other traders. */
export const takeStep: Step = (market, others, random) => {
  const step = STEPS[random.integer(0, STEPS.length - 1)];
  step?.(market, others, random);
};

/** Changes the quantity of a level, or adds a level behind the last one while there are too few. */
const changeLevel: Step = (market, others, random) => {
  const side = pickSide(random);
  const levels = market.book.others(side);
  const level =
    levels.length < LEVELS ? nextLevel(market, side, random) : levels[random.integer(0, LEVELS - 1)];
  if (level === undefined || !isPriced(level)) return;
  others.offer(market, side, { price: level.price, quantity: seededQuantity(market.product, random) });
};

/** Takes a part of the best offer. */
const tradeSome: Step = (market, others, random) => {
  const side = pickSide(random);
  const [best] = market.book.offers(oppositeOf(side));
  const percent = times("0.01", String(random.integer(1, 100)));
  if (best === undefined) return;
  const { quantityIncrement = "0" } = market.product;
  const quantity = locateOnGrid(times(best.quantity, percent), quantityIncrement).above;
  others.trade(market, { side, quantity });
};

const drift: Step = (market, others, random) => {
  const side = pickSide(random);
  const { priceIncrement = "0" } = market.product;
  const middle = middleOf(market.book) ?? market.lastPrice();
  if (middle === undefined) return;
  const price = awayFrom(middle, side, priceIncrement, 1);
  if (isPriced({ price, quantity: "0" })) others.move(market, price);
};

/** The actions of a step, all equally likely. */
const STEPS: readonly Step[] = [changeLevel, tradeSome, drift];

/** Returns a level behind the last one of the other traders, or their first level. */
function nextLevel(market: PaperMarket, side: OrderSide, random: SeededRandom): PaperLevel | undefined {
  const { priceIncrement = "0" } = market.product;
  const from = market.book.others(side).at(-1)?.price ?? startOf(market, side);
  if (from === undefined) return undefined;
  const away = awayFrom(from, side, priceIncrement, random.integer(1, LEVELS));
  if (away.startsWith("-")) return undefined;
  const { below, above } = locateOnGrid(away, priceIncrement);
  return { price: side === OrderSide.BUY ? below : above, quantity: "0" };
}

/** Returns the start price of an empty side. It never crosses the other side. */
function startOf({ book, lastPrice }: PaperMarket, side: OrderSide): string | undefined {
  const last = lastPrice();
  const across = book.bestOfOthers(oppositeOf(side));
  if (last === undefined || across === undefined) return last ?? across;
  const isAcross = side === OrderSide.BUY ? isLess(across, last) : isLess(last, across);
  return isAcross ? across : last;
}

function pickSide(random: SeededRandom): OrderSide {
  return random.integer(0, 1) === 0 ? OrderSide.BUY : OrderSide.SELL;
}
