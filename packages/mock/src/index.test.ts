import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const FOLDER = fileURLToPath(new URL("..", import.meta.url));

/** Returns the modules that a program loads, as the ends of their URLs. */
async function modulesOf(entry: string): Promise<readonly string[]> {
  const program = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
    await import("${entry}");
    console.log(JSON.stringify(loaded));
  `;
  const flags = ["--conditions=@cqvx/source", "--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: FOLDER });
  return JSON.parse(stdout);
}

describe("an import", () => {
  test("of the package needs core as its only dependency", () => {
    const { dependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    expect(Object.keys(dependencies)).toEqual(["@cqvx/core"]);
  });

  test.each(["@cqvx/mock", "@cqvx/mock/contract"])(
    "%s loads no transport, no schema and no package of others",
    async (entry) => {
      const loaded = await modulesOf(entry);
      expect(loaded.length).toBeGreaterThan(20);
      const others = loaded.filter((url) => url.includes("/node_modules/"));
      expect(others).toEqual([]);
      const heavy = /\/core\/src\/(gen|rate-limit)\/|\/(index|venue-http|stream-socket)\.ts$/;
      expect(loaded.filter((url) => heavy.test(url) && !url.endsWith("/mock/src/index.ts"))).toEqual([]);
    },
  );
});
