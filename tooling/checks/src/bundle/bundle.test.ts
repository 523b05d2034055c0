import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { plantRepository } from "../planted-repository.ts";
import { bundle } from "./bundle.ts";

const BUILD = "packages/coinbase/dist/index.js";

test("a small bundle passes with its sizes", async () => {
  const root = plantRepository({ [BUILD]: "export const createCoinbaseClient = () => 42;" });
  const summary = "initial 0.1 of 40 kB, total 0.1 of 63.6 kB";
  expect(await bundle.run(root)).toEqual({ summary, problems: [] });
});

test("a bundle that is too large is reported by each of its limits", async () => {
  const root = plantRepository({
    [BUILD]: `export const createCoinbaseClient = () => "${incompressible(97_000)}";`,
  });
  expect((await bundle.run(root)).problems).toEqual([
    expect.stringMatching(
      /^packages\/coinbase: initial 7\d\.\d kB is more than 40; minified: packages\/coinbase /,
    ),
    expect.stringMatching(
      /^packages\/coinbase: total 7\d\.\d kB is more than 63\.6; minified: packages\/coinbase /,
    ),
  ]);
});

test("a part that is imported on demand counts in the total only", async () => {
  const root = plantRepository({
    [BUILD]: 'export const createCoinbaseClient = () => import("./streams.js");',
    "packages/coinbase/dist/streams.js": `export const streams = "${incompressible(60_000)}";`,
  });
  const { summary, problems } = await bundle.run(root);
  expect(summary).toMatch(/^initial 0\.\d of 40 kB, total 4\d\.\d of 63\.6 kB$/);
  expect(problems).toEqual([]);
});

test("a chunk that the entry shares with a part on demand counts at first", async () => {
  const shared = "packages/coinbase/dist/shared.js";
  const root = plantRepository({
    [BUILD]:
      'import { words } from "./shared.js"; export const createCoinbaseClient = async () => [words, await import("./streams.js")];',
    [shared]: `export const words = "${incompressible(60_000)}";`,
    "packages/coinbase/dist/streams.js": 'export { words as streams } from "./shared.js";',
  });
  expect((await bundle.run(root)).problems).toEqual([
    expect.stringMatching(/^packages\/coinbase: initial 4\d\.\d kB is more than 40/),
  ]);
});

test("a module of Node in the bundle is reported", async () => {
  const root = plantRepository({
    [BUILD]:
      'import { join } from "node:path"; import "node:fs"; export const createCoinbaseClient = () => join("a");',
  });
  expect((await bundle.run(root)).problems).toEqual([
    "packages/coinbase: the bundle imports node:path",
    "packages/coinbase: the bundle imports node:fs",
  ]);
});

test("a venue that was not built is called so", async () => {
  const { problems } = await bundle.run(plantRepository({}));
  expect(problems).toEqual([`${BUILD} is missing: build first`]);
});

/** Text that gzip cannot make much smaller, the same every time. */
function incompressible(length: number): string {
  let text = "";
  for (let index = 0; text.length < length; index++) {
    text += createHash("sha256").update(String(index)).digest("base64");
  }
  return text.slice(0, length);
}
