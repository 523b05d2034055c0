import { sign } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeHex } from "../encoding/hex.ts";
import { P256 } from "../testdata/keys.ts";
import { toDerSignature, toRawSignature } from "./ecdsa-signature.ts";
import { isP256Scalar } from "./p256.ts";

const ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

/** Halves with zeros in front and with the highest bit set, each about as often as any other. */
const half: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(31), fc.boolean())
  .map(([bytes, zeros, high]) => {
    const number = bytes.map((byte, index) => (index < zeros ? 0 : byte));
    if (high) number[zeros] = (number[zeros] ?? 0) | 0x80;
    return number;
  })
  .filter(isP256Scalar);

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));

describe("raw and DER signatures", () => {
  test("convert to each other and back, with leading zeros and high bits", () => {
    fc.assert(
      fc.property(half, half, (r, s) => {
        const raw = Uint8Array.of(...r, ...s);
        const der = toDerSignature(raw) ?? new Uint8Array();
        expect(toRawSignature(der)).toEqual(raw);
        expect(der.length).toBeLessThanOrEqual(72);
      }),
    );
  });

  test("match those of node:crypto", () => {
    const key = { key: P256.pkcs8Pem };
    for (let index = 0; index < 50; index += 1) {
      const der = sign("sha256", Buffer.of(index), key);
      const raw = toRawSignature(der) ?? new Uint8Array();
      expect(raw).toHaveLength(64);
      expect(Buffer.from(toDerSignature(raw) ?? [])).toEqual(der);
    }
  });

  test("the smallest numbers take the fewest bytes", () => {
    const raw = Uint8Array.from({ length: 64 }, (_, index) => (index % 32 === 31 ? 0x80 : 0));
    expect(encodeHex(toDerSignature(raw) ?? new Uint8Array())).toBe("300802020080" + "02020080");
  });

  test.each([
    ["63 bytes", "01".repeat(63)],
    ["r of zero", "00".repeat(32) + "01".repeat(32)],
    ["s of the group's order", "01".repeat(32) + ORDER],
  ])("raw with %s is refused", (_, hex) => {
    expect(toDerSignature(bytesOf(hex))).toBeUndefined();
  });

  test.each([
    ["nothing", ""],
    ["one number", "3003020101"],
    ["three numbers", "3009020101020101020101"],
    ["a zero", "3006020100020101"],
    ["a negative number", "3006020180020101"],
    ["a number with a zero too many", "300702020001020101"],
    ["a number without bytes", "30050200020101"],
    ["a number of another type", "3006040101020101"],
    ["a byte after it", "300602010102010100"],
    ["a number as large as the group's order", `3026022100${ORDER}020101`],
    ["a number of 33 bytes", `3026022101${"00".repeat(32)}020101`],
    ["raw bytes", "01".repeat(64)],
  ])("DER of %s is refused", (_, hex) => {
    expect(toRawSignature(bytesOf(hex))).toBeUndefined();
  });
});
