import type { OrderBook } from "./order-book.ts";
import { readBook, type SandboxBook, type SandboxLevel } from "./sandbox-book.ts";
import type { Side } from "./side.ts";

/** A level after a change. Size "0" means that it was removed. */
export interface LevelChange extends SandboxLevel {
  readonly side: Side;
}

/** The versions of one book, kept as a first copy and the changes since. Old versions are forgotten. */
export interface BookJournal {
  /** The number of the newest version, from 0. */
  readonly version: number;
  /** Adds a version. */
  add(changes: readonly LevelChange[]): void;
  /** Returns the book at a version, or undefined when the version is forgotten or does not exist yet. */
  at(version: number): SandboxBook | undefined;
}

/** Level changes kept for each book: tens of megabytes at most. */
const KEPT_CHANGES = 100_000;

type Levels = Readonly<Record<Side, Map<string, string>>>;

export function createBookJournal(book: OrderBook): BookJournal {
  const { bids, asks } = readBook(book);
  const base: Levels = { buy: toMap(bids), sell: toMap(asks) };
  let baseVersion = 0;
  let kept = 0;
  const versions: (readonly LevelChange[])[] = [];
  /** The version read last. Tests read versions in order, so the next one is few changes away. */
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
        last = { version: baseVersion, levels: { buy: new Map(base.buy), sell: new Map(base.sell) } };
      }
      for (const changes of versions.slice(last.version - baseVersion, version - baseVersion)) {
        apply(last.levels, changes);
      }
      last.version = version;
      return { bids: toLevels(last.levels.buy).reverse(), asks: toLevels(last.levels.sell) };
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

/** Lists levels, lowest price first. Prices have few enough digits to be compared as numbers. */
function toLevels(levels: ReadonlyMap<string, string>): SandboxLevel[] {
  return [...levels]
    .map(([price, size]) => ({ price, size }))
    .sort((left, right) => Number(left.price) - Number(right.price));
}
