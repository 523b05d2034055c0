import { expect, test } from "vitest";
import { plantRepository } from "../planted-repository.ts";
import { contentProblems } from "./content.ts";
import { plantTarball, SOUND_FILES, soundManifest } from "./planted-tarball.ts";

const ROOT = "/checkouts/cqvx";
const NAME = "@cqvx/prime";

test("accepts a tarball with exactly the expected files", async () => {
  expect(await problemsOf({})).toEqual([]);
});

test.for([
  ["a package without a README", { "README.md": undefined }, "lacks README.md"],
  ["a package without its license", { LICENSE: undefined }, "lacks LICENSE"],
  ["a source file", { "src/index.ts": "" }, "src/index.ts is outside dist"],
  ["the protos of another package", { "proto/a.proto": "" }, "proto/a.proto is outside dist"],
  ["a test", { "dist/client.test.js": "" }, "dist/client.test.js belongs to tests"],
  ["testdata", { "dist/testdata/orders.json": "" }, "dist/testdata/orders.json belongs to tests"],
  ["a home folder", { "dist/a.js.map": ["", "home", "ada"].join("/") }, "dist/a.js.map names a home folder"],
  ["the checkout", { "dist/a.js.map": `"${ROOT}/src"` }, "dist/a.js.map names the folder of this checkout"],
  [
    "workspace:",
    { "package.json": { ...named(), dependencies: { "@cqvx/core": "workspace:^" } } },
    "still contains workspace:",
  ],
  [
    "catalog:",
    { "package.json": { ...named(), dependencies: { ws: "catalog:" } } },
    "still contains catalog:",
  ],
  [
    "the sources' condition",
    { "package.json": { ...named(), exports: { "@cqvx/source": "./a.ts" } } },
    "still contains @cqvx/source",
  ],
] as const)("reports %s in a tarball", async ([, files, problem]) => {
  const problems = await problemsOf(files);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(`${NAME} tarball: `);
  expect(problems[0]).toContain(problem);
});

test("accepts the protos of core", async () => {
  const files = { "package.json": soundManifest("@cqvx/core"), "proto/cqc/order.proto": "" };
  expect(await problemsOf(files)).toEqual([]);
});

test("reports built files whose source is gone", async () => {
  const root = plantRepository({ "packages/prime/src/index.ts": "", "packages/prime/src/a/b.ts": "" });
  const shared = "chunks/4X2A.js";
  const built = ["a/b.js", "a/b.d.ts", "a/b.d.ts.map", "a/old.js", "a/old.d.ts", "old.js.map", shared];
  const files = Object.fromEntries(built.map((file) => [`dist/${file}`, ""]));
  const tarball = await plantTarball({ ...SOUND_FILES, "package.json": named(), ...files });
  expect(contentProblems(root, tarball).sort()).toEqual(
    ["a/old.d.ts", "a/old.js", "old.js.map"].map(
      (file) => `${NAME} tarball: dist/${file} has no source: an older build left it behind`,
    ),
  );
});

async function problemsOf(changes: Readonly<Record<string, string | object | undefined>>): Promise<string[]> {
  const files = { ...SOUND_FILES, "package.json": named(), ...changes };
  const present = Object.entries(files).filter(
    (entry): entry is [string, string | object] => entry[1] !== undefined,
  );
  return contentProblems(ROOT, await plantTarball(Object.fromEntries(present)));
}

function named(): object {
  return soundManifest(NAME);
}
