import { expect, test } from "vitest";
import { plantTarball, SOUND_FILES, soundManifest } from "./planted-tarball.ts";
import { shapeProblems } from "./published-shape.ts";

const SOUND = { ...SOUND_FILES, "package.json": soundManifest("@cqvx/prime") };

test("reports nothing for a sound package", async () => {
  expect(await shapeProblems(await plantTarball(SOUND))).toEqual([]);
});

test("reports an export of a missing file, found by publint", async () => {
  const { "dist/index.d.ts": _, ...untyped } = SOUND;
  expect(await shapeProblems(await plantTarball(untyped))).toEqual([
    '@cqvx/prime publint: pkg.exports["."].types is ./dist/index.d.ts but the file does not exist.',
  ]);
});

test("reports types that do not resolve, found by Are The Types Wrong", async () => {
  const lost = { ...SOUND, "dist/index.d.ts": 'export { answer } from "./answer";\n' };
  const problems = await shapeProblems(await plantTarball(lost));
  expect(problems).toEqual([expect.stringMatching(/^@cqvx\/prime attw:\n[\s\S]*resol/)]);
});
