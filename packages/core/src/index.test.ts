import { describe, expect, test } from "vitest";
import { runNode } from "./testdata/network/run-node.ts";

/** Returns the URLs of the modules that a program loads. */
async function modulesOf(program: string): Promise<readonly string[]> {
  const { stdout } = await runNode(`
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    ${program}
    console.log(JSON.stringify(loaded));
  `);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

const HEAVY = /\/node_modules\/.*(pino|ky|protobuf)\/|\/src\/gen\//;

describe("an import of", () => {
  test.each(["@cqvx/core", "@cqvx/core/venue", "@cqvx/core/in-memory"])(
    "%s loads no transport, no logger and no schema",
    async (entry) => {
      const loaded = await modulesOf(`await import("${entry}");`);
      expect(loaded.length).toBeGreaterThan(5);
      expect(loaded.filter((url) => HEAVY.test(url))).toEqual([]);
    },
  );

  test("@cqvx/core/proto loads the schemas, which the pattern of heavy modules finds", async () => {
    const loaded = await modulesOf('await import("@cqvx/core/proto");');
    expect(loaded.some((url) => url.includes("/src/gen/"))).toBe(true);
    expect(loaded.some((url) => HEAVY.test(url) && url.includes("/node_modules/"))).toBe(true);
  });

  test("@cqvx/core loads no dependency at all", async () => {
    const loaded = await modulesOf('await import("@cqvx/core");');
    expect(loaded.filter((url) => url.includes("/node_modules/"))).toEqual([]);
  });

  test("@cqvx/core/in-memory loads no module that sends requests or opens streams", async () => {
    const loaded = await modulesOf('await import("@cqvx/core/in-memory");');
    const sends = /\/(venue-http|connection|stream-hub|stream-socket|rate-limiter)\.ts$/;
    expect(loaded.filter((url) => sends.test(url))).toEqual([]);
  });

  test("@cqvx/core and @cqvx/core/venue starts no timer, socket or process", async () => {
    const { stdout } = await runNode(`
      await import("@cqvx/core");
      await import("@cqvx/core/venue");
      const busy = process.getActiveResourcesInfo().filter((kind) => !/^(TTYWrap|PipeWrap)$/.test(kind));
      console.log(JSON.stringify(busy));
    `);
    expect(JSON.parse(stdout)).toEqual([]);
  });
});
