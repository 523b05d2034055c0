import { expect, test } from "vitest";
import { plantRepository, ROOT } from "../planted-repository.ts";
import type { Tarball } from "../tarballs/pack.ts";
import { plantTarball, SOUND_FILES, soundManifest } from "../tarballs/planted-tarball.ts";
import { tryConsumer } from "./consumer.ts";

test("reports a venue that was not built", async () => {
  expect(await tryConsumer(ROOT, "", [])).toEqual([
    "@cqvx/coinbase has no build: the package is missing, or its build failed",
  ]);
});

test("reports a name that the venue does not export, once for each platform", async () => {
  const problems = await tryConsumer(ROOT, plantRepository({}), [await venue()]);
  expect(problems).toHaveLength(2);
  for (const problem of problems) expect(problem).toMatch(/has no exported member .?createCoinbaseClient/);
});

function venue(): Promise<Tarball> {
  return plantTarball({ ...SOUND_FILES, "package.json": soundManifest("@cqvx/coinbase") });
}
