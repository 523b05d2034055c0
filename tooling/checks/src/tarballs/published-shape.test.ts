import { expect, test } from "vitest";
import { plantTarball, SOUND_FILES, soundManifest } from "./planted-tarball.ts";
import { shapeProblems } from "./published-shape.ts";

const SOUND = { ...SOUND_FILES, "package.json": soundManifest("@cqvx/prime") };

test("publint and Are The Types Wrong have nothing to say of a sound package", async () => {
  expect(await shapeProblems(await plantTarball(SOUND))).toEqual([]);
});

test("publint reports an export of a file that is not there", async () => {
  const { "dist/index.d.ts": _, ...untyped } = SOUND;
  expect(await shapeProblems(await plantTarball(untyped))).toEqual([
    '@cqvx/prime publint: pkg.exports["."].types is ./dist/index.d.ts but the file does not exist.',
  ]);
});

test("Are The Types Wrong reports types that lead nowhere", async () => {
  const lost = { ...SOUND, "dist/index.d.ts": 'export { answer } from "./answer";\n' };
  const problems = await shapeProblems(await plantTarball(lost));
  expect(problems).toEqual([expect.stringMatching(/^@cqvx\/prime attw:\n[\s\S]*resol/)]);
});
