import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand, runPnpm } from "../run-command.ts";
import { type Manifest, readManifest } from "../workspace/manifest.ts";

/** A package as it is sent to a registry. */
export interface Tarball {
  /** The path of the tarball. */
  readonly file: string;
  /** The folder with the unpacked tarball. */
  readonly folder: string;
  readonly manifest: Manifest;
}

const packed = new Map<string, Promise<readonly Tarball[]>>();

/** Packs every package under packages/ as `pnpm publish` does. All checks share the tarballs of one run. */
export function packPublished(root: string): Promise<readonly Tarball[]> {
  const known = packed.get(root) ?? pack(root);
  packed.set(root, known);
  return known;
}

async function pack(root: string): Promise<readonly Tarball[]> {
  const folder = mkdtempSync(join(tmpdir(), "cqvx-tarballs-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const command = ["--recursive", "--filter", "./packages/*", "pack", "--pack-destination", folder];
  const { ok, output } = await runPnpm(root, ...command);
  if (!ok) throw new Error(`pnpm pack failed:\n${output}`);
  const files = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  return Promise.all(files.sort().map((file) => unpack(join(folder, file))));
}

/** Unpacks a tarball into the folder where it is. */
export async function unpack(file: string): Promise<Tarball> {
  const parent = file.replace(/\.tgz$/, "");
  mkdirSync(parent, { recursive: true });
  const { ok, output } = await runCommand(parent, "tar", "-xzf", file);
  if (!ok) throw new Error(output);
  const folder = join(parent, "package");
  return { file, folder, manifest: readManifest(join(folder, "package.json")) };
}
