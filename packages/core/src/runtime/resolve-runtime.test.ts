import { afterEach, describe, expect, test, vi } from "vitest";
import { createManualClock } from "../testdata/clocks/manual-clock.ts";
import { runNode } from "../testdata/network/run-node.ts";
import { resolveRuntime } from "./resolve-runtime.ts";
import { systemClock } from "./system-clock.ts";

afterEach(() => vi.unstubAllGlobals());

describe("a runtime", () => {
  test("defaults to the machine's own parts", async () => {
    const runtime = resolveRuntime();
    expect(runtime.clock).toBe(systemClock);
    const number = runtime.random();
    expect(number >= 0 && number < 1).toBe(true);
    expect(runtime.randomBytes(16)).toHaveLength(16);
    expect(runtime.randomBytes(16)).not.toEqual(runtime.randomBytes(16));
  });

  test("uses the fetch that is global at the time of the call", async () => {
    const runtime = resolveRuntime();
    const fetch = vi.fn(async () => new Response("stubbed"));
    vi.stubGlobal("fetch", fetch);
    expect(await (await runtime.fetch("https://example.com", { method: "GET" })).text()).toBe("stubbed");
    expect(fetch).toHaveBeenCalledWith("https://example.com", { method: "GET" });
  });

  test("keeps the given parts", () => {
    const parts = {
      fetch: async () => new Response(),
      clock: createManualClock(),
      random: () => 0.5,
      randomBytes: (length: number) => new Uint8Array(length),
    };
    expect(resolveRuntime(parts)).toMatchObject(parts);
  });

  test("survives a logger that throws, and calls it with its own `this`", () => {
    const seen: unknown[] = [];
    class CallerLogger {
      readonly prefix = "mine";
      debug(): void {
        throw new Error("disk full");
      }
      info(_fields: object, message: string): void {
        seen.push(this.prefix, message);
      }
      warn(): void {}
      error(): void {}
    }
    const { logger } = resolveRuntime({ logger: new CallerLogger() });
    expect(() => logger.debug({}, "x")).not.toThrow();
    logger.info({}, "hello");
    expect(seen).toEqual(["mine", "hello"]);
  });
});

describe("the default logger, in a process of its own", () => {
  const START = `
    import { registerHooks } from "node:module";
    import { resolveRuntime } from "./src/runtime/resolve-runtime.ts";
    let pino = false;
    registerHooks({ resolve: (name, context, next) => { pino ||= name === "pino"; return next(name, context); } });
  `;
  const TURN = "await new Promise((resolve) => setImmediate(resolve));";

  test("writes warnings and errors to stderr as JSON, and redacts fields that can hold secrets", async () => {
    const { stdout, stderr } = await runNode(`${START}
      const { logger } = resolveRuntime();
      logger.warn({ venue: "v", apiKey: "canaryvalue", error: { token: "canaryvalue", kind: "malformed" } }, "first");
      logger.error({ signature: "canaryvalue" }, "second");
    `);
    const lines = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { level: 40, name: "cqvx", msg: "first", venue: "v", error: { kind: "malformed" } },
      { level: 50, name: "cqvx", msg: "second" },
    ]);
    expect(stderr).not.toContain("canaryvalue");
    expect(stdout).toBe("");
  });

  test("loads pino with the first warning and not before", async () => {
    const { stdout } = await runNode(`${START}
      const { logger } = resolveRuntime();
      logger.debug({}, "x");
      logger.info({}, "x");
      ${TURN}
      const before = pino;
      logger.warn({}, "x");
      process.on("exit", () => console.log(JSON.stringify([before, pino])));
    `);
    expect(JSON.parse(stdout)).toEqual([false, true]);
  });

  test("set to false writes nothing and loads nothing", async () => {
    const { stdout, stderr } = await runNode(`${START}
      const { logger } = resolveRuntime({ logger: false });
      for (const level of ["debug", "info", "warn", "error"]) logger[level]({}, "x");
      process.on("exit", () => console.log(pino));
    `);
    expect([stdout.trim(), stderr]).toEqual(["false", ""]);
  });
});
