import { describe, expect, test } from "vitest";
import type { CallOptions } from "../contract/call-options.ts";
import { VenueError } from "../errors/venue-error.ts";
import { resolveRuntime } from "../runtime/resolve-runtime.ts";
import { createManualClock } from "../testdata/clocks/manual-clock.ts";
import { everythingOf } from "../testdata/everything-of.ts";
import { failureOf } from "../testdata/failure-of.ts";
import { createCallRunner } from "./venue-call.ts";

const start = () => {
  const clock = createManualClock();
  return { clock, calls: createCallRunner("testvenue", 10_000, resolveRuntime({ clock, logger: false })) };
};

describe("options of a call", () => {
  test.each<readonly [string, unknown]>([
    ["timeoutMs", { timeoutMs: 0 }],
    ["timeoutMs", { timeoutMs: -5 }],
    ["timeoutMs", { timeoutMs: Number.NaN }],
    ["timeoutMs", { timeoutMs: Number.POSITIVE_INFINITY }],
    ["timeoutMs", { timeoutMs: 2 ** 31 }],
    ["timeoutMs", { timeoutMs: "5" }],
    ["signal", { signal: {} }],
    ["signal", { signal: null }],
    ["signal", { signal: new AbortController() }],
    ["options", 5],
    ["options", null],
    ["options", { timeout: 5 }],
    ["options", { depth: 5 }],
  ])("are refused with the field %s: %o", async (field, options) => {
    const { calls, clock } = start();
    let worked = false;
    const work = async (): Promise<void> => {
      worked = true;
    };
    const error = await failureOf(calls.run("getBalance", options as CallOptions, work));
    expect(error).toMatchObject({ kind: "invalidInput", field, sent: "no", operation: "getBalance" });
    expect(worked).toBe(false);
    expect(clock.timers()).toBe(0);
  });

  test.each([undefined, {}, { timeoutMs: undefined, signal: undefined }, { timeoutMs: 2 ** 31 - 1 }])(
    "are accepted: %o",
    async (options) => {
      const { calls } = start();
      expect(
        await calls.run("getBalance", options, async ({ operation, venue }) => [venue, operation]),
      ).toEqual(["testvenue", "getBalance"]);
    },
  );
});

test("a method accepts its own options, or any option if its work checks them", async () => {
  const { calls } = start();
  const done = async (): Promise<string> => "done";
  const options: CallOptions & { depth: number } = { depth: 5 };
  expect(await calls.run("getOrderBook", options, done, { ownOptions: ["depth"] })).toBe("done");
  expect(await calls.run("getOrderBook", options, done, { ownOptions: "any" })).toBe("done");
  const error = await failureOf(calls.run("getOrderBook", options, done, { ownOptions: ["width"] }));
  expect(error).toMatchObject({ field: "options", reason: expect.stringContaining("no depth") });
});

describe("a caller's client order id", () => {
  const idOn = async (clientOrderId: () => unknown): Promise<string | undefined> => {
    const failing = (): Promise<never> => Promise.reject(new TypeError());
    const { clientOrderId: id } = await failureOf(
      start().calls.run("placeOrder", {}, failing, { clientOrderId }),
    );
    return id;
  };

  test("is on every error", async () => {
    expect(await idOn(() => "mine-1")).toBe("mine-1");
  });

  test("is on no error when it is invalid or cannot be read", async () => {
    const throwing = (): never => {
      throw new Error("hostile");
    };
    for (const read of [() => "a b", () => 5, () => undefined, throwing])
      expect(await idOn(read)).toBe(undefined);
  });
});

describe("the error of a call", () => {
  test("is the VenueError that its work throws", async () => {
    const error = new VenueError({ kind: "rejected", venue: "v", operation: "o", reason: "no" });
    expect(await failureOf(start().calls.run("placeOrder", {}, () => Promise.reject(error)))).toBe(error);
  });

  test("is INTERNAL for any other value, quotes nothing of it, and does not claim that nothing was sent", async () => {
    for (const thrown of [new TypeError("canaryvalue"), "canaryvalue", null, undefined, { canaryvalue: 1 }]) {
      const { calls, clock } = start();
      const error = await failureOf(calls.run("placeOrder", {}, () => Promise.reject(thrown)));
      expect(error).toMatchObject({ kind: "malformed", code: "INTERNAL", sent: "maybe", retryable: false });
      expect(everythingOf(error)).not.toContain("canaryvalue");
      expect(clock.timers()).toBe(0);
    }
  });

  test("is a rejection even when the work throws synchronously", async () => {
    const throwing = (): never => {
      throw new RangeError("x");
    };
    expect(await failureOf(start().calls.run("placeOrder", {}, throwing))).toMatchObject({
      code: "INTERNAL",
    });
  });
});
