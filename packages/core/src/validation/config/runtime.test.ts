import { describe, expect, test } from "vitest";
import type { Runtime } from "../../contract/runtime.ts";
import { systemClock } from "../../runtime/system-clock.ts";
import { CALL } from "../../testdata/clients/test-client.ts";
import { failureOf } from "../../testdata/failure-of.ts";
import { checkRuntime } from "./runtime.ts";

const check = (runtime: unknown) => checkRuntime(runtime as Runtime, CALL);

describe("a runtime", () => {
  test("may be empty, complete, or without a logger", () => {
    check({});
    check({ fetch: undefined, logger: false });
    check({
      fetch,
      logger: console,
      clock: systemClock,
      random: Math.random,
      randomBytes: () => new Uint8Array(),
    });
  });

  test.each<readonly [string, unknown]>([
    ["runtime", null],
    ["runtime", { Fetch: fetch }],
    ["runtime.fetch", { fetch: "fetch" }],
    ["runtime.logger", { logger: true }],
    ["runtime.logger", { logger: { warn: () => {} } }],
    ["runtime.clock", { clock: { now: Date.now } }],
    ["runtime.clock", { clock: null }],
    ["runtime.clock", { clock: { ...systemClock, startTimer: null } }],
    ["runtime.random", { random: 0.5 }],
    ["runtime.randomBytes", { randomBytes: new Uint8Array(16) }],
  ])("is refused for its part %s", async (field, runtime) => {
    expect(await failureOf(() => check(runtime))).toMatchObject({ kind: "invalidInput", field, sent: "no" });
  });
});
