import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check.ts";
import { runCommand } from "../run-command.ts";
import { packPublished, type Tarball } from "../tarballs/pack.ts";
import { inTemporaryFolder } from "../temporary-folder.ts";
import { installPackage } from "./install-package.ts";
import { PLATFORMS, type Platform } from "./platforms.ts";

/** The packages that are installed alone, each with the program of testdata/consumer that uses it. */
const INSTALLED = [
  { name: "@cqvx/coinbase", program: "coinbase.ts" },
  { name: "@cqvx/mock", program: "mock.ts" },
] as const;

export type Installed = (typeof INSTALLED)[number];

const PROGRAMS = join(import.meta.dirname, "../../testdata/consumer");

export const consumer: Check = {
  name: "consumer",
  promise: "a program that installs only one venue, or only the mock, from the tarballs compiles and runs",
  async run(root) {
    const tarballs = await packPublished(root);
    const problems: string[] = [];
    for (const installed of INSTALLED)
      problems.push(...(await inTemporaryFolder((folder) => tryConsumer(root, folder, tarballs, installed))));
    const names = INSTALLED.map(({ name }) => name).join(" and ");
    return { summary: `${names}, for ${PLATFORMS.map(({ name }) => name).join(" and ")}`, problems };
  },
};

/** Installs a package in a folder, then compiles and runs its program. Returns the problems. */
export async function tryConsumer(
  root: string,
  folder: string,
  tarballs: readonly Tarball[],
  { name, program }: Installed = INSTALLED[0],
): Promise<string[]> {
  const tarball = tarballs.find(({ manifest }) => manifest.name === name);
  if (tarball === undefined || !existsSync(join(tarball.folder, "dist/index.js"))) {
    return [`${name} has no build: the package is missing, or its build failed`];
  }
  const install = await installPackage(folder, name, tarballs);
  if (!install.ok) return [`${name} does not install:\n${install.output}`];
  cpSync(join(PROGRAMS, program), join(folder, "program.ts"));
  const compiled = [];
  for (const platform of PLATFORMS) compiled.push(...(await compile(root, folder, platform)));
  return compiled.length > 0 ? compiled : runProgram(folder);
}

async function compile(root: string, folder: string, { name, options }: Platform): Promise<string[]> {
  const settings = { compilerOptions: options(root), files: ["program.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  const { ok, output } = await runCommand(folder, join(root, "node_modules/.bin/tsc"), "--pretty", "false");
  return ok ? [] : [`the program does not compile for ${name}:\n${output}`];
}

/** Runs the compiled program in the Node version that runs this check. */
async function runProgram(folder: string): Promise<string[]> {
  const { ok, output } = await runCommand(folder, process.execPath, "program.js");
  return ok ? [] : [`the program does not run:\n${output}`];
}
