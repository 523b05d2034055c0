import { describe, expect, test } from "vitest";
import { type Decimal, decimal, plain, ZERO } from "../../numbers/decimal.ts";
import { createRandom } from "../../numbers/random.ts";
import { type BookEntry, createOrderBook } from "./order-book.ts";
import { SIDES, type Side } from "./side.ts";

/** Builds the expected levels by sorting every entry. */
function levelsOf(entries: readonly BookEntry[], side: Side): string[] {
  const sizes = new Map<string, Decimal>();
  for (const { price, remaining } of entries) {
    sizes.set(plain(price), (sizes.get(plain(price)) ?? ZERO).plus(remaining));
  }
  const direction = side === "buy" ? -1 : 1;
  return [...sizes]
    .sort(([left], [right]) => direction * (Number(left) - Number(right)))
    .map(([price, size]) => `${price} ${plain(size)}`);
}

describe.each(SIDES)("the %s side of a book", (side) => {
  test.each([1, 2, 3])("stays in price and time order over random changes (seed %i)", (seed) => {
    const random = createRandom(seed, "book");
    const touched = new Set<string>();
    const book = createOrderBook((_, price) => touched.add(plain(price)));
    let resting: BookEntry[] = [];
    const draw = () => resting[random.integer(0, resting.length - 1)];
    for (let step = 0; step < 600; step++) {
      const before = new Set(levelsOf(resting, side));
      touched.clear();
      const [kind, entry] = [random.integer(0, 5), draw()];
      if (entry === undefined || kind < 3) {
        const orderId = random.integer(0, 1) === 0 ? random.uuid() : undefined;
        const price = decimal(random.integer(90, 110));
        const added = { orderId, price, remaining: decimal(random.integer(1, 9)) };
        book.insert(side, added);
        resting.push(added);
      } else if (kind === 3) {
        book.resize(side, entry, decimal(random.integer(1, 9)));
      } else if (kind === 4) {
        book.reduce(side, entry, decimal(random.integer(1, 9)));
        resting = resting.filter(({ remaining }) => remaining.gt(0));
      } else if (entry.orderId !== undefined) {
        expect(book.entryOf(entry.orderId)).toBe(entry);
        book.removeOrder(entry.orderId);
        resting = resting.filter((other) => other !== entry);
      }
      const expected = levelsOf(resting, side);
      expect(book.levels(side).map(({ price, size }) => `${plain(price)} ${plain(size)}`)).toEqual(expected);
      const changed = expected.filter((level) => !before.has(level));
      for (const level of changed) expect(touched).toContain(level.split(" ")[0]);
      for (const price of touched) {
        const level = expected.find((text) => text.startsWith(`${price} `));
        expect(plain(book.sizeAt(side, decimal(price)))).toBe(level?.split(" ")[1] ?? "0");
      }
    }
    const entries = [...book.entries(side)];
    expect(entries).toHaveLength(book.count(side));
    expect(entries.map((_, place) => book.entryAt(side, place))).toEqual(entries);
    expect(book.best(side)).toBe(entries[0]);
    const inTime = entries.map((entry) => resting.indexOf(entry));
    const isInOrder = entries.every((entry, place) => {
      const next = entries[place + 1];
      return !next?.price.eq(entry.price) || (inTime[place] ?? 0) < (inTime[place + 1] ?? 0);
    });
    expect(isInOrder).toBe(true);
    book.removeMarket();
    expect([...book.entries(side)]).toEqual(entries.filter(({ orderId }) => orderId !== undefined));
  });
});

test("ignores an order that is not in the book", () => {
  const book = createOrderBook(() => undefined);
  book.removeOrder("nobody's");
  expect(book.entryOf("nobody's")).toBeUndefined();
  expect(book.best("buy")).toBeUndefined();
  expect(plain(book.sizeAt("buy", decimal(1)))).toBe("0");
});
