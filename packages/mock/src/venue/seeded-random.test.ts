import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SEEDED } from "../testdata/seeded.ts";
import { createSeededRandom } from "./seeded-random.ts";

const draw = (count: number, seed: number, label: string): number[] => {
  const { fraction } = createSeededRandom(seed, label);
  return Array.from({ length: count }, fraction);
};

describe("seeded random values", () => {
  test("are the same for the same seed and label, on every machine", () => {
    expect(draw(50, 1, "orders")).toEqual(draw(50, 1, "orders"));
    expect(createSeededRandom(1, "orders").uuid()).toBe(createSeededRandom(1, "orders").uuid());
    // Recorded values. A change would change ids that tests of services may contain.
    expect(createSeededRandom(1, "orders").uuid()).toMatchInlineSnapshot(
      `"370c88f9-31b1-40da-ace1-d32574d42857"`,
    );
  });

  test("are unrelated for other seeds and labels", () => {
    const starts = new Set<number>();
    for (let seed = -500; seed < 500; seed += 1)
      for (const label of ["orders", "runtime", "", "a", "b"]) starts.add(draw(1, seed, label)[0] ?? -1);
    // Two of 5,000 32-bit values may be equal by chance.
    expect(starts.size).toBeGreaterThanOrEqual(4_998);
    const [one, other] = [draw(1_000, 1, "orders"), draw(1_000, 2, "orders")];
    const together = one.reduce((sum, value, index) => sum + (value - 0.5) * ((other[index] ?? 0) - 0.5), 0);
    // The correlation of 1,000 independent pairs exceeds 0.1 only once in a thousand times.
    expect(Math.abs(together / 1_000) * 12).toBeLessThan(0.1);
  });

  test("are uniform", () => {
    const counts = new Array<number>(10).fill(0);
    for (const value of draw(100_000, 7, "uniform")) {
      expect(value >= 0 && value < 1).toBe(true);
      const bin = Math.floor(value * 10);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  test("are integers with both ends included", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.nat(5), (seed, low, width) => {
        const { integer } = createSeededRandom(seed, "dice");
        const seen = new Set(Array.from({ length: 200 }, () => integer(low, low + width)));
        expect([...seen].every((value) => Number.isInteger(value))).toBe(true);
        expect([Math.min(...seen), Math.max(...seen), seen.size]).toEqual([low, low + width, width + 1]);
      }),
      { ...SEEDED, numRuns: 100 },
    );
  });

  test("are bytes, and ids of version 4", () => {
    const { bytes, uuid } = createSeededRandom(3, "bytes");
    expect(bytes(0)).toHaveLength(0);
    const many = bytes(10_000);
    expect(new Set(many).size).toBe(256);
    const ids = Array.from({ length: 1_000 }, uuid);
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
