import { expect, test } from "vitest";
import { createWorkload } from "./workload.ts";

const SIZE = { frames: 2_000, levels: 200, seed: 7 } as const;

interface Change {
  readonly side: "bid" | "offer";
  readonly price_level: string;
  readonly new_quantity: string;
}

interface Frame {
  readonly sequence_num: number;
  readonly events: readonly [
    { readonly type: string; readonly product_id: string; readonly updates: readonly Change[] },
  ];
}

/** A book by price. Prices of the workload have at most two decimals, so numbers can tell them apart. */
type Book = Readonly<Record<Change["side"], Map<number, string>>>;

function applyTo(book: Book, { events: [event] }: Frame): void {
  for (const { side, price_level: price, new_quantity: quantity } of event.updates) {
    if (quantity === "0") book[side].delete(Number(price));
    else book[side].set(Number(price), quantity);
  }
}

function framesOf(firstSequence = 0, size = SIZE): readonly [Frame, ...Frame[]] {
  const { snapshot, updates } = createWorkload(size, firstSequence);
  return [JSON.parse(snapshot), ...updates.map((frame): Frame => JSON.parse(frame))];
}

test("creates the same frames for the same seed, and other frames for another seed", () => {
  expect(createWorkload(SIZE, 0)).toEqual(createWorkload(SIZE, 0));
  expect(createWorkload({ ...SIZE, seed: 8 }, 0).truth).not.toEqual(createWorkload(SIZE, 0).truth);
});

test("ends with the expected book, and never has a crossed book", () => {
  const book: Book = { bid: new Map(), offer: new Map() };
  for (const frame of framesOf()) {
    applyTo(book, frame);
    expect(Math.max(...book.bid.keys())).toBeLessThan(Math.min(...book.offer.keys()));
  }
  const { bids, asks } = createWorkload(SIZE, 0).truth;
  const sorted = (side: Change["side"], sign: 1 | -1): [number, string][] =>
    [...book[side]].sort(([left], [right]) => (left - right) * sign);
  expect(bids.map(([price, quantity]) => [Number(price), quantity])).toEqual(sorted("bid", -1));
  expect(asks.map(([price, quantity]) => [Number(price), quantity])).toEqual(sorted("offer", 1));
});

test("begins with a snapshot of the requested size, followed by the updates with 1 to 20 changes each", () => {
  const [snapshot, ...updates] = framesOf();
  expect(snapshot.events[0]).toMatchObject({ type: "snapshot", product_id: "BTC-USD" });
  expect(snapshot.events[0].updates.filter(({ side }) => side === "bid")).toHaveLength(SIZE.levels);
  expect(snapshot.events[0].updates.filter(({ side }) => side === "offer")).toHaveLength(SIZE.levels);
  expect(updates).toHaveLength(SIZE.frames);
  const counts = updates.map(({ events: [event] }) => event.updates.length);
  expect([Math.min(...counts), Math.max(...counts)]).toEqual([1, 20]);
});

test("counts sequence numbers up from the first one", () => {
  expect(framesOf(3).map(({ sequence_num: sequence }) => sequence)).toEqual(
    Array.from({ length: SIZE.frames + 1 }, (_, index) => index + 3),
  );
});

test("moves the price, keeps the size of the book, and also removes missing levels", () => {
  const book: Book = { bid: new Map(), offer: new Map() };
  let absent = 0;
  for (const frame of framesOf()) {
    for (const { side, price_level: price, new_quantity: quantity } of frame.events[0].updates) {
      if (quantity === "0" && !book[side].has(Number(price))) absent += 1;
    }
    applyTo(book, frame);
  }
  expect(absent).toBeGreaterThan(0);
  expect(Math.max(...book.bid.keys())).not.toBe(60_000);
  for (const side of [book.bid, book.offer]) {
    expect(side.size).toBeGreaterThan(SIZE.levels * 0.8);
    expect(side.size).toBeLessThan(SIZE.levels * 1.2);
  }
});
