import { describe, expect, test } from "vitest";
import { CALL } from "../../testdata/clients/test-client.ts";
import { everythingOf } from "../../testdata/everything-of.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { checkResilience } from "./resilience.ts";

type Given = Parameters<typeof checkResilience>[0];

const LIMITS = ["private", "orders"];

// Accepts anything that a caller without types may pass.
const check = (given: unknown) => checkResilience(given as Given, LIMITS, CALL);

const MOST_MS = 86_400_000;

/** The allowed and the refused values of each number. `NO_NUMBERS` are always refused. */
const NUMBERS: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ["retry.attempts", [1, 3, 10], [0, -1, 1.5, 11]],
  ["retry.baseMs", [0, 0.5, 60_000], [-1, 60_001]],
  ["retry.capMs", [0, 0.5, 60_000], [-1, 60_001]],
  ["circuitBreaker.failures", [1, 10_000], [0, -1, 2.5, 10_001]],
  ["circuitBreaker.openMs", [1, 1.5, 3_600_000], [0, 0.5, -1, 3_600_001]],
  ["rateLimit.private.limit", [1, 100_000], [0, -1, 1.5, 100_001]],
  ["rateLimit.private.windowMs", [10, 10.5, MOST_MS], [0, 9, -1, MOST_MS + 1]],
  ["rateLimit.private.marginMs", [0, 0.5, MOST_MS], [-1, MOST_MS + 1]],
  ["rateLimit.private.cancelShare", [0, 0.1, 0.5], [-0.1, 0.51, 1]],
  ["rateLimit.orders.rate", [0.001, 0.5, 100_000], [0, 0.0009, -1, 100_001]],
  ["rateLimit.orders.burst", [1, 100_000], [0, -1, 1.5, 100_001]],
  ["rateLimit.orders.marginMs", [0, MOST_MS], [-1, MOST_MS + 1]],
  ["rateLimit.orders.cancelShare", [0, 0.5], [-0.1, 0.51]],
];

const NO_NUMBERS = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  "canary",
  "5",
  null,
  true,
  [5],
  {},
  5n,
];

const WHOLE = { private: { limit: 10 }, orders: { rate: 10, burst: 5 } };

/** Returns a configuration that is valid except for one field. */
function withField(field: string, value: unknown): unknown {
  const [part = "", ...names] = field.split(".");
  if (part !== "rateLimit") return { [part]: { [names[0] ?? ""]: value } };
  const [limit = "", name = ""] = names;
  const whole: Readonly<Record<string, object>> = WHOLE;
  return { rateLimit: { [limit]: { ...whole[limit], [name]: value } } };
}

describe("the settings for limits, retries and the circuit breaker", () => {
  test("have defaults, and the limits of the venue", () => {
    const byDefault = {
      rateLimit: undefined,
      retry: { attempts: 3, baseMs: 100, capMs: 2_000 },
      circuitBreaker: { failures: 5, openMs: 2_000 },
    };
    expect(check({})).toEqual(byDefault);
    expect(check({ rateLimit: undefined, retry: undefined, circuitBreaker: undefined })).toEqual(byDefault);
    expect(check({ retry: {}, circuitBreaker: {} })).toEqual(byDefault);
    expect(check({ retry: { attempts: undefined }, circuitBreaker: { openMs: undefined } })).toEqual(
      byDefault,
    );
  });

  test("can be disabled separately", () => {
    expect(check({ rateLimit: false, retry: false, circuitBreaker: false })).toEqual({
      rateLimit: false,
      retry: undefined,
      circuitBreaker: undefined,
    });
  });

  test("keep the given values, and have defaults for the rest", () => {
    const rateLimit = {
      private: { limit: 10, windowMs: 500, marginMs: 5, cancelShare: 0.2, group: "account_7.b-2" },
      orders: { rate: 0.5, burst: 2, windowMs: undefined },
    };
    expect(() => check({ rateLimit })).toThrow();
    const right = { ...rateLimit, orders: { rate: 0.5, burst: 2, marginMs: undefined, group: undefined } };
    expect(check({ rateLimit: right, retry: { capMs: 50 }, circuitBreaker: { failures: 1 } })).toEqual({
      rateLimit: right,
      retry: { attempts: 3, baseMs: 100, capMs: 50 },
      circuitBreaker: { failures: 1, openMs: 2_000 },
    });
  });

  test("can disable one limit, and leave another unchanged", () => {
    const rateLimit = { private: false, orders: undefined };
    expect(check({ rateLimit }).rateLimit).toEqual(rateLimit);
    expect(check({ rateLimit: {} }).rateLimit).toEqual({});
  });

  test.each(NUMBERS)("accept a %s of %j", (field, right) => {
    for (const value of right) expect(() => check(withField(field, value))).not.toThrow();
  });

  test.each(NUMBERS)(
    "is refused for a %s that is out of range or no number",
    async (field, _right, wrong) => {
      for (const value of [...wrong, ...NO_NUMBERS]) {
        // Null means the default where there is one, like `undefined`.
        if (value === null && !field.startsWith("rateLimit")) continue;
        const error = await failureOf(() => check(withField(field, value)));
        expect(error).toMatchObject({ kind: "invalidInput", field, sent: "no", ...CALL });
        expect(error.message).toMatch(/must be a (?:whole )?number from [\d.]+ to \d+/);
        expect(everythingOf(error)).not.toContain("canary");
      }
    },
  );

  test.each([1, 64])("accept a group of %i characters", (length) => {
    expect(() => check({ rateLimit: { private: { limit: 5, group: "g".repeat(length) } } })).not.toThrow();
  });

  test.each<readonly [string, unknown]>([
    ["rateLimit", null],
    ["rateLimit", true],
    ["rateLimit", "canary"],
    ["rateLimit", [{ limit: 5 }]],
    ["rateLimit", { "canary/9+fA": { limit: 5 } }],
    ["rateLimit", { public: { limit: 5 } }],
    ["rateLimit.private", null],
    ["rateLimit.private", true],
    ["rateLimit.private", 30],
    ["rateLimit.private", "canary"],
    ["rateLimit.private", []],
    ["rateLimit.private", { limit: 5, "canary/9+fA": 1 }],
    ["rateLimit.private", { limit: 5, window: 1_000 }],
    ["rateLimit.private", { limit: 5, burst: 5 }],
    ["rateLimit.private", { limit: 5, rate: 5, burst: 5 }],
    ["rateLimit.private", { rate: 5, burst: 5, windowMs: 1_000 }],
    ["rateLimit.private.limit", {}],
    ["rateLimit.private.limit", { windowMs: 1_000 }],
    ["rateLimit.private.rate", { rate: undefined, burst: 5 }],
    ["rateLimit.private.burst", { rate: 5 }],
    ["rateLimit.private.group", { limit: 5, group: "" }],
    ["rateLimit.private.group", { limit: 5, group: "g".repeat(65) }],
    ["rateLimit.private.group", { limit: 5, group: "canary:canary" }],
    ["rateLimit.private.group", { limit: 5, group: "canary\n" }],
    ["rateLimit.private.group", { limit: 5, group: 5 }],
    ["rateLimit.private.group", { limit: 5, group: null }],
    ["rateLimit.private.group", { rate: 5, burst: 5, group: "canary canary" }],
    ["retry", null],
    ["retry", true],
    ["retry", 3],
    ["retry", "canary"],
    ["retry", []],
    ["retry", { "canary/9+fA": 3 }],
    ["retry", { attempt: 3 }],
    ["circuitBreaker", null],
    ["circuitBreaker", true],
    ["circuitBreaker", "canary"],
    ["circuitBreaker", []],
    ["circuitBreaker", { "canary/9+fA": 3 }],
  ])("is refused for its %s: %j", async (field, value) => {
    const [part = "", name] = field.split(".");
    const given = { [part]: name === undefined ? value : { [name]: value } };
    const error = await failureOf(() => check(given));
    expect(error).toMatchObject({ kind: "invalidInput", field, sent: "no", ...CALL });
    expect(everythingOf(error)).not.toContain("canary");
  });
});
