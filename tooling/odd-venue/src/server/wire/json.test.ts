import { describe, expect, test } from "vitest";
import { Digits, digits } from "./digits.ts";
import { readJson, writeJson } from "./json.ts";

describe("JSON", () => {
  test("is written with the digits of every amount and without absent members", () => {
    const value = {
      a: digits("0.10"),
      b: [digits("12345678901234567890.000000000000000001"), "x", true],
      c: undefined,
    };
    expect(writeJson(value)).toBe('{"a":0.10,"b":[12345678901234567890.000000000000000001,"x",true]}');
    expect(writeJson([digits("007.5"), digits("-0.5"), 17])).toBe("[7.5,-0.5,17]");
  });

  test("is not written with an invalid number", () => {
    for (const number of [digits("1e5"), digits(".5"), digits(""), 0.5, Number.NaN, 2 ** 53])
      expect(() => writeJson(number)).toThrow("cannot be a number");
  });

  test("is read with the digits of every number, and strings stay strings", () => {
    expect(readJson('{"a":0.10,"b":[1e-8,"0.10"],"c":null}')).toEqual({
      a: new Digits("0.10"),
      b: [new Digits("1e-8"), "0.10"],
      c: null,
    });
    expect(() => readJson("{")).toThrow(SyntaxError);
  });
});
