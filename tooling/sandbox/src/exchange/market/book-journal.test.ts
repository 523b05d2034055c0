import { expect, test } from "vitest";
import { decimal } from "../../numbers/decimal.ts";
import { createBookJournal } from "./book-journal.ts";
import { createOrderBook } from "./order-book.ts";

test("returns each version of a book, in any order of reading", () => {
  const book = createOrderBook(() => undefined);
  book.insert("buy", { orderId: undefined, price: decimal(9), remaining: decimal(1) });
  book.insert("buy", { orderId: undefined, price: decimal(10), remaining: decimal(1) });
  const journal = createBookJournal(book);
  journal.add([{ side: "buy", price: "10", size: "0" }]);
  journal.add([
    { side: "buy", price: "9", size: "3" },
    { side: "sell", price: "11", size: "2" },
  ]);
  const versions = [
    {
      bids: [
        { price: "10", size: "1" },
        { price: "9", size: "1" },
      ],
      asks: [],
    },
    { bids: [{ price: "9", size: "1" }], asks: [] },
    { bids: [{ price: "9", size: "3" }], asks: [{ price: "11", size: "2" }] },
  ];
  for (const version of [2, 0, 1, 2]) expect(journal.at(version)).toEqual(versions[version]);
  expect([journal.version, journal.at(3), journal.at(-1)]).toEqual([2, undefined, undefined]);
});

test("forgets the oldest versions beyond 100,000 changes", () => {
  const journal = createBookJournal(createOrderBook(() => undefined));
  const changes = Array.from(
    { length: 40_000 },
    (_, price) => ({ side: "sell", price: `${price}`, size: "1" }) as const,
  );
  for (let version = 0; version < 3; version++) journal.add(changes);
  expect(journal.at(0)).toBeUndefined();
  expect(journal.at(1)?.asks).toHaveLength(40_000);
});
