import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { plantRepository } from "../planted-repository.ts";
import { bundle } from "./bundle.ts";

const BUILD = "packages/coinbase/dist/index.js";

test("a small bundle passes with its size", async () => {
  const root = plantRepository({ [BUILD]: "export const createCoinbaseClient = () => 42;" });
  expect(await bundle.run(root)).toEqual({ summary: "0.1 of 69 kB", problems: [] });
});

test("a bundle that is too large is reported", async () => {
  const root = plantRepository({
    [BUILD]: `export const createCoinbaseClient = () => "${incompressible(97_000)}";`,
  });
  expect((await bundle.run(root)).problems).toEqual([
    expect.stringMatching(/^packages\/coinbase: 7\d\.\d kB is too/),
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
