import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plantRepository } from "./planted-repository.ts";
import { type CommandResult, runCommand } from "./run-command.ts";

const PLANTED = {
  "package.json": { name: "cqvx" },
  "packages/prime/package.json": { name: "@cqvx/prime" },
  "packages/prime/src/index.ts": "export const now = Date.now();",
};

test("runs the named checks, prints a line for each, and fails when one of them fails", async () => {
  const root = plantRepository(PLANTED);
  const { ok, output } = await main(root, "globals", "layers", "--json", join(root, "totals.json"));
  expect(ok).toBe(false);
  expect(output.replace(/\d+\.\d s/g, "0.0 s").split("\n")).toEqual([
    "ok   layers     1 files (0.0 s)",
    "FAIL globals    1 files (0.0 s)",
    "       packages/prime/src/index.ts:1: uses Date.now",
    "",
    "checks: 1 passed, 1 failed: globals",
  ]);
  expect(JSON.parse(readFileSync(join(root, "totals.json"), "utf8"))).toEqual({
    passed: 1,
    failed: 1,
    failures: ["globals"],
  });
});

test("passes when every check passes", async () => {
  const { ok, output } = await main(plantRepository(PLANTED), "layers");
  expect(ok).toBe(true);
  expect(output).toMatch(/checks: 1 passed, 0 failed$/);
});

test("reports why a check could not finish, and still runs the others", async () => {
  const broken = { ...PLANTED, "packages/prime/src/index.ts": "export const = ;" };
  const { ok, output } = await main(plantRepository(broken), "layers", "globals");
  expect(ok).toBe(false);
  expect(output).toMatch(/FAIL layers .*did not finish.*\n.*packages\/prime\/src\/index\.ts: /);
  expect(output).toMatch(/checks: 0 passed, 2 failed: layers, globals$/);
});

test("fails for an unknown name, and lists the checks", async () => {
  const { ok, output } = await main(plantRepository(PLANTED), "layer");
  expect(ok).toBe(false);
  expect(output).toMatch(/^There is no check named layer\..*\n(?:\w+ +.*\n)+bundle .*$/);
});

test.for(["knip", "lint"])("fails %s when its tool fails", async (name) => {
  const program = name === "lint" ? "biome" : name;
  const root = plantRepository({ ...PLANTED, [`node_modules/.bin/${program}`]: "" });
  const { ok, output } = await main(root, name);
  expect(ok).toBe(false);
  expect(output).toMatch(`FAIL ${name}`);
});

function main(root: string, ...args: readonly string[]): Promise<CommandResult> {
  return runCommand(root, process.execPath, join(import.meta.dirname, "main.ts"), "--root", root, ...args);
}
