import { describe, expect, test } from "vitest";
import { MalformedReply } from "../errors/malformed-reply.ts";
import { asList, asObject, readJson, readJsonObject } from "./json.ts";

const listOf = (text: string) => asList(readJson(text));

function reasonOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof MalformedReply) return error.message;
    throw error;
  }
  return "nothing was thrown";
}

describe("a bare list", () => {
  test("has objects, whose numbers keep their characters", () => {
    const [first, second] = listOf('[{"qty":0.10},{"qty":12345678901234567.1}]').objects();
    expect([first?.decimal("qty"), second?.decimal("qty")]).toEqual(["0.10", "12345678901234567.1"]);
  });

  test("has tuples, read by position with their exact digits", () => {
    const [level] = listOf('[["BTC/USD", 50000.10, 0.0100, true, 7, null, ""]]').lists();
    expect(level?.requiredText(0)).toBe("BTC/USD");
    expect(level?.requiredDecimal(1)).toBe("50000.10");
    expect(level?.decimal(2)).toBe("0.0100");
    expect(level?.boolean(3)).toBe(true);
    expect(level?.count(4)).toBe(7);
    expect([level?.text(5), level?.text(6), level?.text(99)]).toEqual([undefined, undefined, undefined]);
    expect(level?.length).toBe(7);
  });

  test("reads nested lists", () => {
    const [, asks] = listOf("[[[1.10,2]],[[1.20,3]]]").lists();
    expect(asks?.list(0).requiredDecimal(0)).toBe("1.20");
  });

  test("is empty for an empty list", () => {
    expect(listOf("[]").length).toBe(0);
    expect(listOf("[]").objects()).toEqual([]);
  });

  test("names the path of a wrong value, and never the value", () => {
    expect(reasonOf(() => listOf('[{"a":1},"canary"]').objects())).toBe("[1]: expected an object");
    expect(reasonOf(() => listOf('[[1],"canary"]').lists())).toBe("[1]: expected a list");
    expect(reasonOf(() => listOf("[[]]").list(0).requiredDecimal(1))).toBe("[0][1] is missing");
    expect(reasonOf(() => listOf('[["x"]]').list(0).requiredDecimal(0))).toBe("[0][0]: expected a decimal");
    expect(reasonOf(() => listOf('[{"b":[["x"]]}]').objects()[0]?.tuples("b")[0]?.count(0))).toBe(
      "[0].b[0][0]: expected a count",
    );
  });
});

describe("tuples in an object", () => {
  test("are exact", () => {
    const levels = readJsonObject('{"bids":[[50000.10,0.5],["49999.90","1"]]}').tuples("bids");
    expect(levels.map((level) => [level.requiredDecimal(0), level.requiredDecimal(1)])).toEqual([
      ["50000.10", "0.5"],
      ["49999.90", "1"],
    ]);
  });

  test("throw when they are missing or are not lists", () => {
    expect(reasonOf(() => readJsonObject("{}").tuples("bids"))).toBe("bids is missing");
    expect(reasonOf(() => readJsonObject('{"bids":[{}]}').tuples("bids"))).toBe("bids[0]: expected a list");
    expect(readJsonObject('{"bids":null}').tuples("bids")).toEqual([]);
  });
});

test("an object does not read as a list, nor a list as an object", () => {
  expect(reasonOf(() => asList(readJson("{}")))).toBe("the reply is JSON, but not a list");
  expect(reasonOf(() => asObject(readJson("[]")))).toBe("the reply is JSON, but not an object");
});
