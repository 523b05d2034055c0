import { createMarketSide, type MarketSide, type Row } from "./market-side.ts";
import type { Random } from "./random.ts";
import { writeUnits } from "./write-units.ts";

/** The sides, as Coinbase calls them. */
export type Side = "bid" | "offer";

/** A level's new quantity; "0" takes it away. Prices are whole cents. */
export type Change = readonly [side: Side, cents: number, quantity: string];

/** A market that moves at random and knows its own book. */
export interface Market {
  /** Every level that it begins with. */
  readonly opening: readonly Change[];
  /** What changes at once: never so that the book is crossed afterwards. */
  change(): Change[];
  /** Every level now, best first. */
  rows(side: Side): Row[];
}

const START_CENTS = 6_000_000;
/** Cents between neighbouring levels of the opening, at most. */
const WIDEST_GAP = 5;
const MOST_CHANGES = 20;
/** Cents that the price moves at once, at most. */
const WIDEST_MOVE = 3;
/** Levels from the best one, on average, at which a change is. */
const MEAN_DISTANCE = 30;
/** How many of the changes are anywhere in the book instead. */
const FAR = 0.08;
/** How many take away a level that is not there. */
const ABSENT = 0.005;
/** How many change the quantity of a level that is there. The others take levels away and bring new ones. */
const UPDATED = 0.5;
/** How many of those others bring the book back to the size that it had. */
const RESTORING = 0.7;

export function createMarket(levels: number, random: Random): Market {
  const sides: Readonly<Record<Side, MarketSide>> = { bid: createMarketSide(1), offer: createMarketSide(-1) };
  const opening = [...open("bid", levels, random), ...open("offer", levels, random)];
  // The best level last, as it is quickest so.
  for (const change of opening.toReversed()) apply(change);
  /** Bids are never above it, and asks always are. */
  let mid = START_CENTS;

  function apply([side, cents, quantity]: Change): void {
    if (quantity === "0") sides[side].remove(cents);
    else sides[side].set(cents, quantity);
  }

  /** Takes away the level that the price has moved over, if there is one. */
  function makeWay(): Change | undefined {
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
        const next = makeWay() ?? change();
        apply(next);
        return next;
      });
      // What is still in the way holds the price where it is.
      mid = Math.min(Math.max(mid, sides.bid.at(0) ?? mid), (sides.offer.at(0) ?? mid + 1) - 1);
      return changes;
    },
    rows: (side) => sides[side].rows(),
  };
}

/** Best first, as venues send it. */
function open(side: Side, levels: number, random: Random): Change[] {
  let distance = side === "bid" ? -1 : 0;
  return Array.from({ length: levels }, () => {
    distance += 1 + random.below(WIDEST_GAP);
    return [side, START_CENTS + (side === "bid" ? -distance : distance), someQuantity(random)];
  });
}

/** Up to 5 of the base asset, small amounts the most likely. */
function someQuantity(random: Random): string {
  return writeUnits(1 + random.below(10 ** (3 + random.below(6)) * 5), 8);
}
