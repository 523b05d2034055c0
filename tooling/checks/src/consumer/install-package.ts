import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandResult, runPnpm } from "../run-command.ts";
import type { Tarball } from "../tarballs/pack.ts";

/** Installs one package into an empty folder as its only dependency. The CQVX packages that it needs come from tarballs too. */
export function installPackage(
  folder: string,
  name: string,
  tarballs: readonly Tarball[],
): Promise<CommandResult> {
  const files = Object.fromEntries(tarballs.map(({ file, manifest }) => [manifest.name, `file:${file}`]));
  const manifest = {
    name: "consumer",
    private: true,
    type: "module",
    dependencies: { [name]: files[name] },
  };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  // JSON is valid YAML. This file makes the folder a workspace root, so that pnpm uses no workspace above it.
  const settings = { packages: [], pmOnFail: "ignore", overrides: files, updateNotifier: false };
  writeFileSync(join(folder, "pnpm-workspace.yaml"), JSON.stringify(settings));
  return runPnpm(folder, "install", "--prefer-offline", "--no-frozen-lockfile");
}
