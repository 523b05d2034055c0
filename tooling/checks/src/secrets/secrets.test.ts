import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { plant, plantRepository } from "../planted-repository.ts";
import { secrets } from "./secrets.ts";

/** Forbidden texts, joined here from parts, so that this file holds none of them. */
const HOME = ["", "home", "ada", "cqvx"].join("/");
const REGISTRY = ["https:/", "registry.example.com", "ws.tgz"].join("/");
const KEY = ["-----BEGIN PRIVATE KEY", "-----\n", "MIGHAgEAMBMGByqGSM49".repeat(3)].join("");

test.for([
  ["a home folder", "docs/notes.md", `See ${HOME}.`, "names a home folder"],
  ["a home folder of Windows", "docs/notes.md", ["C:", "Users", "ada"].join("\\"), "names a home folder"],
  ["a registry's host", "pnpm-lock.yaml", `tarball: ${REGISTRY}`, "names a package registry"],
  ["a private key", "packages/auth/src/key.ts", `const key = \`${KEY}\`;`, "holds a private key"],
] as const)("finds %s", async ([, file, text, problem]) => {
  expect(await problemsOf({ [file]: `\n${text}\n` })).toEqual([`${file}:2: ${problem}`]);
});

test("finds the folder of the checkout", async () => {
  const root = repository({});
  plant(root, "built.json", `{"source":"${root}/index.ts"}`);
  expect((await secrets.run(root)).problems).toEqual(["built.json:1: names the folder of this checkout"]);
});

test.for(["test.only", "test.skip", "describe.concurrent.skip", "it.only"])("finds %s", async (call) => {
  expect(await problemsOf({ "src/a.test.ts": `\n${call}("x", () => {});` })).toEqual([
    `src/a.test.ts:2: .${call.split(".").at(-1)} on a test`,
  ]);
});

test("allows the path of a URL, a key header without a key, a key in a test, and words in a string", async () => {
  const files = {
    "src/a.ts": 'export const path = "/api/v3/home/orders"; // -----BEGIN PRIVATE KEY----- and so on',
    "src/a.test.ts": `const text = "test.only("; const key = \`${KEY}\`; iterator.skip(2);`,
  };
  expect(await problemsOf(files)).toEqual([]);
});

test("does not read files that git ignores", async () => {
  expect(await problemsOf({ ".gitignore": "dist/\n", "dist/a.js": HOME })).toEqual([]);
});

async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  return (await secrets.run(repository(files))).problems;
}

function repository(files: Readonly<Record<string, string>>): string {
  const root = plantRepository(files);
  execFileSync("git", ["init", "--quiet"], { cwd: root });
  return root;
}
