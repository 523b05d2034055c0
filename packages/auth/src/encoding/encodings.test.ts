import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { DER_TAG, encodeDer, readDer, readDerSequence } from "./der.ts";
import { decodeHex, encodeHex } from "./hex.ts";

describe("base64", () => {
  test("writes and reads what node:buffer does", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
        expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
        expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes);
      }),
    );
  });

  test.each([
    "",
    "=",
    "====",
    "A",
    "AA",
    "AAA",
    "A===",
    "AB==",
    "AAB=",
    "AA==AAAA",
    "AA=A",
    "AA A",
    "AA\n=",
    "-_-_",
    "ÿÿÿÿ",
  ])("%j is refused", (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });

  test("any text is refused or is the one encoding of its bytes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
        const bytes = decodeBase64(text);
        expect(bytes === undefined || encodeBase64(bytes) === text).toBe(true);
      }),
    );
  });
});

describe("hexadecimal", () => {
  test("writes and reads what node:buffer does, in either case", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
        expect(encodeHex(bytes)).toBe(Buffer.from(bytes).toString("hex"));
        expect(decodeHex(encodeHex(bytes).toUpperCase())).toEqual(bytes);
      }),
    );
  });

  test.each(["", "0", "0g", "0x00", " 00", "00\n"])("%j is refused", (text) => {
    expect(decodeHex(text)).toBeUndefined();
  });
});

describe("DER", () => {
  test("values of every length are read as they were written", () => {
    fc.assert(
      fc.property(fc.nat(255), fc.constantFrom(0, 1, 127, 128, 255, 256, 65_535), (fill, length) => {
        const content = new Uint8Array(length).fill(fill);
        const bytes = encodeDer(DER_TAG.octetString, content);
        expect(readDer(bytes)).toEqual([{ tag: DER_TAG.octetString, content }]);
        expect(readDer(bytes.subarray(0, -1))).toBeUndefined();
      }),
    );
  });

  test.each([
    ["a length without the bytes", "0405aabb"],
    ["no length", "04"],
    ["an indefinite length", "3080040100000000"],
    ["a long length that is not the shortest", "048101aa"],
    ["a length of two bytes that is not the shortest", "04820001aa"],
    ["a length of three bytes", "0483000001aa"],
    ["a length cut off", "0482"],
    ["a tag of several bytes", "1f810100"],
    ["a value and a half", "0500040"],
  ])("%s is refused", (_, hex) => {
    expect(readDer(Buffer.from(hex.padEnd(hex.length + (hex.length % 2), "4"), "hex"))).toBeUndefined();
  });

  test("anything but a single SEQUENCE is refused", () => {
    expect(readDerSequence(Uint8Array.of(0x30, 0, 0x30, 0))).toBeUndefined();
    expect(readDerSequence(Uint8Array.of(0x04, 0))).toBeUndefined();
    expect(readDerSequence(new Uint8Array())).toBeUndefined();
    expect(readDerSequence(Uint8Array.of(0x30, 0))).toEqual([]);
  });

  test("reading any bytes never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(() => readDerSequence(bytes)).not.toThrow();
      }),
    );
  });
});
