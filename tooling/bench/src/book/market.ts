import { createMarketSide, type MarketSide, type Row } from "./market-side.ts";
import type { Random } from "./random.ts";
import { writeUnits } from "./write-units.ts";

/** The side of a level, in Coinbase's words. */
export type Side = "bid" | "offer";

/** The new quantity of a level. The quantity "0" removes the level. Prices are whole cents. */
export type Change = readonly [side: Side, cents: number, quantity: string];

/** A market that moves at random and keeps its book. */
export interface Market {
  /** The levels of the first book. */
  readonly opening: readonly Change[];
  /** Moves the market and returns the changes of one update. The book is never crossed after them. */
  change(): Change[];
  /** Returns every level of the current book, best first. */
  rows(side: Side): Row[];
}

const START_CENTS = 6_000_000;
/** The largest gap between neighbouring levels of the opening, in cents. */
const WIDEST_GAP = 5;
/** The largest number of changes in one update. */
const MOST_CHANGES = 20;
/** The largest move of the price in one update, in cents. */
const WIDEST_MOVE = 3;
/** The mean distance of a change from the best price, in levels. */
const MEAN_DISTANCE = 30;
/** The share of changes that are anywhere in the book instead. */
const FAR = 0.08;
/** The share of changes that remove a missing level. */
const ABSENT = 0.005;
/** The share of changes that change the quantity of an existing level. The others remove or add levels. */
const UPDATED = 0.5;
/** The share of the others that bring the book back towards its opening size. */
const RESTORING = 0.7;

/** Creates a market with `levels` levels on each side. */
export function createMarket(levels: number, random: Random): Market {
  const sides: Readonly<Record<Side, MarketSide>> = { bid: createMarketSide(1), offer: createMarketSide(-1) };
  const opening = [...open("bid", levels, random), ...open("offer", levels, random)];
  // Adds the best level last, which is the fastest order.
  for (const change of opening.toReversed()) apply(change);
  /** The middle price in cents. Bids are at or below it, and asks are above it. */
  let mid = START_CENTS;

  function apply([side, cents, quantity]: Change): void {
    if (quantity === "0") sides[side].remove(cents);
    else sides[side].set(cents, quantity);
  }

  /** Returns the removal of a level that the price has crossed, or undefined when there is none. */
  function removeCrossedLevel(): Change | undefined {
    const [bid, offer] = [sides.bid.at(0), sides.offer.at(0)];
    if (bid !== undefined && bid > mid) return ["bid", bid, "0"];
    if (offer !== undefined && offer <= mid) return ["offer", offer, "0"];
    return undefined;
  }

  function change(): Change {
    const side = random.below(2) === 0 ? "bid" : "offer";
    const levels = sides[side];
    const place = random.next() < FAR ? random.below(levels.size) : random.exponential(MEAN_DISTANCE);
    const existing = levels.at(Math.min(place, levels.size - 1)) ?? (side === "bid" ? mid : mid + 1);
    const moved = existing + random.below(2 * WIDEST_GAP - 1) - (WIDEST_GAP - 1);
    const another = side === "bid" ? Math.min(moved, mid) : Math.max(moved, mid + 1);
    if (random.next() < ABSENT && !levels.has(another)) return [side, another, "0"];
    if (random.next() < UPDATED) return [side, existing, someQuantity(random)];
    const grows = levels.size < opening.length / 2 === random.next() < RESTORING;
    return grows ? [side, another, someQuantity(random)] : [side, existing, "0"];
  }

  return {
    opening,
    change: () => {
      const wanted = 1 + random.below(MOST_CHANGES);
      mid += random.below(2 * WIDEST_MOVE + 1) - WIDEST_MOVE;
      const changes = Array.from({ length: wanted }, () => {
        const next = removeCrossedLevel() ?? change();
        apply(next);
        return next;
      });
      // Levels that could not be removed yet stop the price.
      mid = Math.min(Math.max(mid, sides.bid.at(0) ?? mid), (sides.offer.at(0) ?? mid + 1) - 1);
      return changes;
    },
    rows: (side) => sides[side].rows(),
  };
}

/** Creates the first levels of a side, best first, as venues send them. */
function open(side: Side, levels: number, random: Random): Change[] {
  let distance = side === "bid" ? -1 : 0;
  return Array.from({ length: levels }, () => {
    distance += 1 + random.below(WIDEST_GAP);
    return [side, START_CENTS + (side === "bid" ? -distance : distance), someQuantity(random)];
  });
}

/** Returns a random quantity, at most 5 of the base asset. Small quantities are more likely. */
function someQuantity(random: Random): string {
  return writeUnits(1 + random.below(10 ** (3 + random.below(6)) * 5), 8);
}
