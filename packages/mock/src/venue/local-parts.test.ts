import { describe, expect, test } from "vitest";
import { failureOf } from "../testdata/failure-of.ts";
import { createLocalParts, type LocalClientOptions } from "./local-parts.ts";
import { createManualClock } from "./manual-clock.ts";

const FACTORY = { venue: "tiny", operation: "createTinyClient" };

describe("the parts of a local client", () => {
  test("have by default the venue of the factory, no latency, and a timeout of ten seconds", async () => {
    const clock = createManualClock();
    const { venue, latencyMs, seed, calls } = createLocalParts({ clock }, [], FACTORY);
    expect({ venue, latencyMs, seed }).toEqual({ venue: "tiny", latencyMs: 0, seed: 1 });
    const error = failureOf(
      calls.run("wait", undefined, (call) => call.deadline.race(new Promise(() => {}))),
    );
    await clock.advance(10_000);
    expect(await error).toMatchObject({ venue: "tiny", operation: "wait" });
  });

  test("follow the options", () => {
    const clock = createManualClock();
    const parts = createLocalParts({ venue: "coin-2", latencyMs: 0.5, seed: -3, clock }, [], FACTORY);
    expect(parts).toMatchObject({ venue: "coin-2", latencyMs: 0.5, seed: -3 });
    expect(parts.runtime.clock).toBe(clock);
  });

  test("make the same random values for the same seed", () => {
    const made = (seed: number): unknown[] => {
      const { runtime } = createLocalParts({ seed }, [], FACTORY);
      return [runtime.random(), [...runtime.randomBytes(8)]];
    };
    expect(made(5)).toEqual(made(5));
    expect(made(5)).not.toEqual(made(6));
  });

  test("accept the factory's own options by name", async () => {
    const options = { own: 1 } as LocalClientOptions;
    expect(createLocalParts(options, ["own"], FACTORY).venue).toBe("tiny");
    expect(await failureOf(() => createLocalParts(options, [], FACTORY))).toMatchObject({
      field: "options",
      ...FACTORY,
    });
  });

  test.each<readonly [string, unknown]>([
    ["options", null],
    ["options", "text"],
    ["options", { Venue: "x" }],
    ["venue", { venue: "a/b" }],
    ["venue", { venue: "a\n" }],
    ["latencyMs", { latencyMs: 3_600_001 }],
    ["timeoutMs", { timeoutMs: Number.POSITIVE_INFINITY }],
    ["timeoutMs", { timeoutMs: null }],
    ["seed", { seed: 2 ** 53 }],
    ["clock", { clock: Date }],
    ["logger", { logger: true }],
  ])("are refused for their %s: %j", async (field, options) => {
    const error = await failureOf(() => createLocalParts(options as LocalClientOptions, [], FACTORY));
    expect(error).toMatchObject({ kind: "invalidInput", field, ...FACTORY });
  });
});
