import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check.ts";
import { runCommand } from "../run-command.ts";
import { packPublished, type Tarball } from "../tarballs/pack.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import { installVenue } from "./install-venue.ts";
import { PLATFORMS, type Platform } from "./platforms.ts";

const VENUE = "@cqvx/coinbase";
const PROGRAM = join(import.meta.dirname, "../../testdata/consumer/program.ts");

export const consumer: Check = {
  name: "consumer",
  promise: `a program that has installed ${VENUE} alone, from the tarballs, compiles and loads`,
  async run(root) {
    const tarballs = await packPublished(root);
    const problems = await inTemporaryFolder((folder) => tryConsumer(root, folder, tarballs));
    return { summary: `${VENUE} for ${PLATFORMS.map(({ name }) => name).join(" and ")}`, problems };
  },
};

/** Installs, compiles and loads the program in a folder; what goes wrong. */
export async function tryConsumer(
  root: string,
  folder: string,
  tarballs: readonly Tarball[],
): Promise<string[]> {
  const venue = tarballs.find(({ manifest }) => manifest.name === VENUE);
  if (venue === undefined || !existsSync(join(venue.folder, "dist/index.js"))) {
    return [`${VENUE} has no build to consume: the package is missing, or did not build`];
  }
  const install = await installVenue(folder, VENUE, tarballs);
  if (!install.ok) return [`${VENUE} does not install:\n${install.output}`];
  cpSync(PROGRAM, join(folder, "program.ts"));
  const compiled = [];
  for (const platform of PLATFORMS) compiled.push(...(await compile(root, folder, platform)));
  return compiled.length > 0 ? compiled : load(folder);
}

async function compile(root: string, folder: string, { name, options }: Platform): Promise<string[]> {
  const settings = { compilerOptions: options(root), files: ["program.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  const { ok, output } = await runCommand(folder, join(root, "node_modules/.bin/tsc"), "--pretty", "false");
  return ok ? [] : [`${name} program does not compile:\n${output}`];
}

/** Loads what was published, by the Node that runs this. */
async function load(folder: string): Promise<string[]> {
  const { ok, output } = await runCommand(folder, process.execPath, "program.js");
  return ok ? [] : [`the program does not run:\n${output}`];
}
