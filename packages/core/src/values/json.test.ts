import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { SEEDED } from "../testdata/seeded.ts";
import { readJsonObject } from "./json.ts";

/** Returns the reason of the `MalformedReply` that reading throws. */
function reasonOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof MalformedReply) return error.message;
    throw error;
  }
  throw new Error("expected a MalformedReply");
}

describe("numbers", () => {
  test.each([
    ["9007199254740993", "9007199254740993"],
    ["0.10", "0.10"],
    ["-0.00", "-0.00"],
    ["50000.00", "50000.00"],
    ["0.1234567890123456789", "0.1234567890123456789"],
    ["12345678901234567890", "12345678901234567890"],
    ["1e-7", "0.0000001"],
    ["1.5E+2", "150"],
    ['"0.10"', "0.10"],
    ['"1e-7"', "0.0000001"],
  ])("%s is the decimal %s", (json, decimal) => {
    expect(readJsonObject(`{"a":${json}}`).decimal("a")).toBe(decimal);
  });

  test.each(["1E400", "-1e999", '"NaN"', '"Infinity"', '"0x10"', '"1,5"', '" 1"', "true", "{}", "[]"])(
    "%s is no decimal",
    (json) => {
      expect(reasonOf(() => readJsonObject(`{"a":${json}}`).decimal("a"))).toMatch(/^a: expected /);
    },
  );

  test("read as text keep the characters that were sent", () => {
    const reply = readJsonObject('{"a": 1E400, "b": [ {"c": 10.500} ], "d": -0}');
    expect(reply.text("a")).toBe("1E400");
    expect(reply.list("b")[0]?.text("c")).toBe("10.500");
    expect(reply.text("d")).toBe("-0");
  });

  test("inside strings and names stay unchanged, also next to escapes", () => {
    const text = String.raw`{"1.50":"a","k":"say \"1.50\" \\","l":"\\\\\"2","m":"\u0031.0","n":3.0,"o":"1,2:{\"x\":4.0}"}`;
    const reply = readJsonObject(text);
    expect(reply.text("n")).toBe("3.0");
    expect(reply.text("1.50")).toBe("a");
    expect(reply.text("k")).toBe('say "1.50" \\');
    expect(reply.text("l")).toBe('\\\\"2');
    expect(reply.text("m")).toBe("1.0");
    expect(reply.text("o")).toBe('1,2:{"x":4.0}');
  });

  test("keep their characters wherever they are", () => {
    const number = fc
      .tuple(
        fc.constantFrom("", "-"),
        fc.bigInt({ min: 0n, max: 10n ** 30n }),
        fc.constantFrom("", ".0", ".10", ".000000001", "e5", "E-3", ".5e+2"),
      )
      .map(([sign, whole, rest]) => `${sign}${whole}${rest}`);
    const entries = fc.uniqueArray(fc.tuple(fc.string(), number, fc.string()), {
      selector: ([name]) => name,
      maxLength: 8,
    });
    fc.assert(
      fc.property(entries, (all) => {
        const items = all.map(
          ([name, digits, noise]) =>
            `{${JSON.stringify(`n${name}`)} :${digits}, ${JSON.stringify(`s${name}`)}:${JSON.stringify(noise)}}`,
        );
        const list = readJsonObject(`{"list":[${items.join(" , ")}]}`).list("list");
        expect(list.map((item, index) => item.text(`n${all[index]?.[0]}`))).toEqual(
          all.map(([, digits]) => digits),
        );
        expect(list.map((item, index) => item.text(`s${all[index]?.[0]}`) ?? "")).toEqual(
          all.map(([, , noise]) => noise),
        );
      }),
      SEEDED,
    );
  });

  test("are read next to the longest strings that a reply can hold", () => {
    for (const filler of ["x", String.raw`\n`, String.raw`\"`, String.raw`a\\`]) {
      const long = filler.repeat(Math.floor(16_000_000 / filler.length));
      expect(readJsonObject(`{"long":"${long}","a":0.10}`).decimal("a")).toBe("0.10");
    }
  });
});

describe("hostile replies", () => {
  test("names of Object.prototype are ordinary names", () => {
    const before = Object.getOwnPropertyNames(Object.prototype).sort();
    const text = '{"__proto__":{"polluted":1.0,"list":[]},"constructor":{"prototype":{"polluted":"1"}}}';
    const reply = readJsonObject(text);
    expect(reply.object("__proto__")?.text("polluted")).toBe("1.0");
    expect(reply.object("constructor")?.object("prototype")?.text("polluted")).toBe("1");
    expect(reply.keys()).toEqual(["__proto__", "constructor"]);
    expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });

  test("inherited fields are not read", () => {
    const reply = readJsonObject("{}");
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"]) {
      expect(reply.has(name)).toBe(false);
      expect(reply.text(name)).toBeUndefined();
      expect(reply.object(name)).toBeUndefined();
      expect(reply.words(name)).toEqual([]);
      expect(reasonOf(() => reply.list(name))).toBe(`${name} is missing`);
    }
  });

  test("100,000 levels of nesting are skipped or are malformed, and do not crash", () => {
    const depth = 100_000;
    const nested = `{"a":1.50,"deep":${'{"d":'.repeat(depth)}1${"}".repeat(depth)},"deeper":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    const reply = readJsonObject(nested);
    expect(reply.text("a")).toBe("1.50");
    expect(reasonOf(() => reply.text("deep"))).toBe("deep: expected text");
    expect(reasonOf(() => reply.list("deeper"))).toBe("deeper[0]: expected an object");
    expect(reasonOf(() => readJsonObject("[".repeat(depth)))).toBe("the reply is not JSON");
    expect(reasonOf(() => readJsonObject("[".repeat(depth) + "]".repeat(depth)))).toMatch(/not an object/);
  });

  test.each([
    ["", "the reply is empty"],
    [" \n\t", "the reply is empty"],
    ["<html>502 Bad Gateway</html>", "the reply is not JSON"],
    ['{"a":', "the reply is not JSON"],
    ["{'a':1}", "the reply is not JSON"],
    ['{"a":01}', "the reply is not JSON"],
    ['{"a":NaN}', "the reply is not JSON"],
    ['{"a":1}{"b":2}', "the reply is not JSON"],
    ["[]", "the reply is JSON, but not an object"],
    ["null", "the reply is JSON, but not an object"],
    ["42", "the reply is JSON, but not an object"],
    ["true", "the reply is JSON, but not an object"],
    ['"text"', "the reply is JSON, but not an object"],
  ])("%j: %s", (text, reason) => {
    expect(reasonOf(() => readJsonObject(text))).toBe(reason);
  });

  test("the reason never quotes the reply", () => {
    const canary = "canaryvalue";
    for (const json of [`"${canary}"`, `{"x":"${canary}"}`, `["${canary}"]`, `[{"x":"${canary}"}]`]) {
      const reply = readJsonObject(`{"a":${json},"b":{"a":${json}}}`);
      const reads = [
        () => reply.decimal("a"),
        () => reply.boolean("a"),
        () => reply.object("a")?.requiredDecimal("x"),
        () => reply.list("a")[0]?.decimal("x"),
        () => reply.requiredObject("b").requiredDecimal("a"),
        () => readJsonObject(`{"a":${json}`),
      ];
      for (const read of reads) {
        const reason = (() => {
          try {
            read();
            return "";
          } catch (error) {
            return `${error} ${JSON.stringify(error)} ${(error as Error).stack}`;
          }
        })();
        expect(reason).not.toContain(canary);
      }
    }
  });
});

describe("fields", () => {
  test.each([
    ["0", 0],
    ["7", 7],
    ['"7"', 7],
    ['"007"', 7],
    ["1e3", 1_000],
    ["7.0", 7],
    ["9007199254740991", 9_007_199_254_740_991],
    ['"9007199254740991"', 9_007_199_254_740_991],
    ["null", undefined],
    ['""', undefined],
  ])("%s is the count %o", (json, count) => {
    expect(readJsonObject(`{"a":${json}}`).count("a")).toBe(count);
  });

  test.each([
    ...["-1", "1.5", "1e30", "1e400", "9007199254740992", "9007199254740993", "true", "{}", "[]"],
    ...['"-1"', '"1.5"', '"1e3"', '" 1"', '"0x1"', '"9007199254740992"', '"99999999999999999"', '"x"'],
  ])("%s is no count", (json) => {
    expect(reasonOf(() => readJsonObject(`{"b":{"a":${json}}}`).object("b")?.count("a"))).toBe(
      "b.a: expected a count",
    );
  });

  test("a missing count is absent", () => {
    expect(readJsonObject("{}").count("a")).toBeUndefined();
    expect(readJsonObject("{}").count("constructor")).toBeUndefined();
  });

  const reply = readJsonObject(
    '{"text":"a","empty":"","nothing":null,"number":5,"yes":true,"no":"false","object":{"in":{"x":1}},' +
      '"time":"2026-01-02T03:04:05Z","list":[{"fee":"1"},{"fee":{}}],"mixed":[{},1],"words":["a",1,{"message":"b"},{"code":"c"},null]}',
  );

  test("that are missing, null or empty text are absent", () => {
    for (const name of ["missing", "empty", "nothing"]) {
      expect(reply.has(name)).toBe(false);
      expect(reply.text(name)).toBeUndefined();
      expect(reply.decimal(name)).toBeUndefined();
      expect(reply.boolean(name)).toBeUndefined();
      expect(reply.object(name)).toBeUndefined();
      expect(reply.timestamp(name)).toBeUndefined();
      expect(reply.words(name)).toEqual([]);
      expect(reasonOf(() => reply.requiredText(name))).toBe(`${name} is missing`);
      expect(reasonOf(() => reply.requiredDecimal(name))).toBe(`${name} is missing`);
      expect(reasonOf(() => reply.requiredObject(name))).toBe(`${name} is missing`);
    }
  });

  test("are read by their type", () => {
    expect(reply.has("number")).toBe(true);
    expect(reply.requiredText("text")).toBe("a");
    expect(reply.requiredDecimal("number")).toBe("5");
    expect(reply.boolean("yes")).toBe(true);
    expect(reply.boolean("no")).toBe(false);
    expect(reply.timestamp("time")?.seconds).toBe("1767323045");
    expect(reply.words("words")).toEqual(["a", "UNKNOWN", "b", "c", "UNKNOWN"]);
    expect(reply.requiredObject("object").requiredObject("in").requiredText("x")).toBe("1");
  });

  test("of the wrong type name their path", () => {
    expect(reasonOf(() => reply.text("yes"))).toBe("yes: expected text");
    expect(reasonOf(() => reply.text("object"))).toBe("object: expected text");
    expect(reasonOf(() => reply.boolean("number"))).toBe("number: expected true or false");
    expect(reasonOf(() => reply.object("list"))).toBe("list: expected an object");
    expect(reasonOf(() => reply.words("text"))).toBe("text: expected a list");
    expect(reasonOf(() => reply.list("object"))).toBe("object: expected a list");
    expect(reasonOf(() => reply.list("mixed"))).toBe("mixed[1]: expected an object");
    expect(reasonOf(() => reply.list("list")[1]?.decimal("fee"))).toBe("list[1].fee: expected text");
    expect(reasonOf(() => reply.requiredObject("object").requiredObject("in").object("x"))).toBe(
      "object.in.x: expected an object",
    );
  });

  test("a missing list is an error, and a null list is empty", () => {
    expect(reasonOf(() => reply.list("missing"))).toBe("missing is missing");
    expect(reply.list("nothing")).toEqual([]);
    expect(reply.list("list")).toHaveLength(2);
  });

  test("a raw list is the parsed list, with the same errors", () => {
    expect(reply.rawList("words")).toEqual(["a", 1, { message: "b" }, { code: "c" }, null]);
    expect(reply.rawList("nothing")).toEqual([]);
    expect(reasonOf(() => reply.rawList("missing"))).toBe("missing is missing");
    expect(reasonOf(() => reply.rawList("toString"))).toBe("toString is missing");
    expect(reasonOf(() => reply.requiredObject("object").rawList("in"))).toBe("object.in: expected a list");
  });

  test("several decimals have the requested names, and an absent one has no field", () => {
    const object = readJsonObject('{"base_min":".5","base_max":1e3,"step":"","other":"x"}');
    expect(object.decimals({ least: "base_min", most: "base_max", increment: "step", none: "gone" })).toEqual(
      {
        least: "0.5",
        most: "1000",
      },
    );
    expect(() => object.decimals({ least: "other" })).toThrow(
      new MalformedReply("other: expected a decimal"),
    );
  });

  test("required words throw when they are missing, and null is an empty list", () => {
    const object = readJsonObject('{"some":["A",{"b":"B"}],"none":null,"text":"x"}');
    expect([object.requiredWords("some"), object.requiredWords("none")]).toEqual([["A", "B"], []]);
    expect(() => object.requiredWords("gone")).toThrow(new MalformedReply("gone is missing"));
    expect(() => object.requiredWords("text")).toThrow(new MalformedReply("text: expected a list"));
  });

  test("one object reads as a list of one", () => {
    const object = readJsonObject(
      '{"many":[{"a":"1"},{"a":"2"}],"one":{"a":"3"},"none":null,"text":"x","mixed":[1]}',
    );
    const texts = (key: string) => object.oneOrMore(key).map((item) => item.text("a"));
    expect([texts("many"), texts("one"), texts("none"), texts("gone")]).toEqual([["1", "2"], ["3"], [], []]);
    expect(() => texts("text")).toThrow(new MalformedReply("text: expected an object"));
    expect(() => texts("mixed")).toThrow(new MalformedReply("mixed[0]: expected an object"));
  });

  test("a placeholder for no time is absent", () => {
    expect(readJsonObject('{"t":"0001-01-01T00:00:00Z"}').timestamp("t")).toBeUndefined();
    expect(readJsonObject('{"t":"0001-01-01T00:00:01Z"}').timestamp("t")?.seconds).toBe("-62135596799");
  });

  test("a time that cannot be read is absent", () => {
    expect(readJsonObject('{"t":"soon","u":5}').timestamp("t")).toBeUndefined();
    expect(readJsonObject('{"t":"soon","u":5}').timestamp("u")).toBeUndefined();
  });
});
