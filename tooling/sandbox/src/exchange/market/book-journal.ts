import type { OrderBook, Side } from "./order-book.ts";
import { readBook, type SandboxBook, type SandboxLevel } from "./sandbox-book.ts";

/** A level after a change: size "0" when it is gone. */
export interface LevelChange extends SandboxLevel {
  readonly side: Side;
}

/** The versions of one book: where it started, and what each change did. Old versions are forgotten. */
export interface BookJournal {
  readonly version: number;
  /** Adds a version. */
  add(changes: readonly LevelChange[]): void;
  at(version: number): SandboxBook | undefined;
}

/** Tens of megabytes at most, for each book. */
const KEPT_CHANGES = 100_000;

type Levels = Readonly<Record<Side, Map<string, string>>>;

export function createBookJournal(book: OrderBook): BookJournal {
  const { bids, asks } = readBook(book);
  const base: Levels = { BUY: toMap(bids), SELL: toMap(asks) };
  let baseVersion = 0;
  let kept = 0;
  const versions: (readonly LevelChange[])[] = [];
  /** The version that was asked for last: tests ask in order, and the next is not far. */
  let last: { version: number; levels: Levels } | undefined;

  const forgetOldest = (): void => {
    const oldest = versions.shift() ?? [];
    apply(base, oldest);
    kept -= oldest.length;
    baseVersion += 1;
  };
  return {
    get version() {
      return baseVersion + versions.length;
    },
    add(changes) {
      versions.push(changes);
      kept += changes.length;
      while (kept > KEPT_CHANGES && versions.length > 1) forgetOldest();
    },
    at(version) {
      if (version < baseVersion || version > baseVersion + versions.length) return undefined;
      if (last === undefined || last.version > version || last.version < baseVersion) {
        last = { version: baseVersion, levels: { BUY: new Map(base.BUY), SELL: new Map(base.SELL) } };
      }
      for (const changes of versions.slice(last.version - baseVersion, version - baseVersion)) {
        apply(last.levels, changes);
      }
      last.version = version;
      return { bids: toLevels(last.levels.BUY).reverse(), asks: toLevels(last.levels.SELL) };
    },
  };
}

function apply(levels: Levels, changes: readonly LevelChange[]): void {
  for (const { side, price, size } of changes) {
    if (size === "0") levels[side].delete(price);
    else levels[side].set(price, size);
  }
}

function toMap(levels: readonly SandboxLevel[]): Map<string, string> {
  return new Map(levels.map(({ price, size }) => [price, size]));
}

/** Lowest price first. No price of a product has more digits than a number keeps, so numbers sort them rightly. */
function toLevels(levels: ReadonlyMap<string, string>): SandboxLevel[] {
  return [...levels]
    .map(([price, size]) => ({ price, size }))
    .sort((left, right) => Number(left.price) - Number(right.price));
}
