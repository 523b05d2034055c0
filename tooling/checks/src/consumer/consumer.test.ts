import { expect, test } from "vitest";
import { plantRepository, ROOT } from "../planted-repository.ts";
import type { Tarball } from "../tarballs/pack.ts";
import { plantTarball, SOUND_FILES, soundManifest } from "../tarballs/planted-tarball.ts";
import { tryConsumer } from "./consumer.ts";

test("a venue that was not built is called so", async () => {
  expect(await tryConsumer(ROOT, "", [])).toEqual([
    "@cqvx/coinbase has no build to consume: the package is missing, or did not build",
  ]);
});

test("a name that the venue does not give is reported, for every platform", async () => {
  const problems = await tryConsumer(ROOT, plantRepository({}), [await venue()]);
  expect(problems).toHaveLength(2);
  for (const problem of problems) expect(problem).toMatch(/has no exported member .?createCoinbaseClient/);
});

function venue(): Promise<Tarball> {
  return plantTarball({ ...SOUND_FILES, "package.json": soundManifest("@cqvx/coinbase") });
}
