import fc from "fast-check";
import { expect, test } from "vitest";
import { SEEDED } from "../testdata/seeded.ts";
import { uuidV4 } from "./uuid.ts";

test("has 16 random bytes with the version and the variant set", () => {
  expect(uuidV4((length) => new Uint8Array(length))).toBe("00000000-0000-4000-8000-000000000000");
  expect(uuidV4((length) => new Uint8Array(length).fill(255))).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
});

test("has version 4 for any bytes and keeps 122 of their bits", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const uuid = uuidV4(() => bytes);
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      const back = Buffer.from(uuid.replaceAll("-", ""), "hex");
      const differing = bytes.filter((byte, index) => index !== 6 && index !== 8 && byte !== back[index]);
      expect(differing).toHaveLength(0);
    }),
    SEEDED,
  );
});
