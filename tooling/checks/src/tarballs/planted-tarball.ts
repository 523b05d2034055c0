import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { plantRepository } from "../planted-repository.ts";
import { type Tarball, unpack } from "./pack.ts";

/** Creates the tarball of a package of a few files, for a test. */
export function plantTarball(files: Readonly<Record<string, string | object>>): Promise<Tarball> {
  const placed = Object.entries(files).map(([file, content]) => [`package/${file}`, content]);
  const root = plantRepository(Object.fromEntries(placed));
  execFileSync("tar", ["-czf", "planted.tgz", "package"], { cwd: root });
  return unpack(join(root, "planted.tgz"));
}

/** Returns a manifest that every rule accepts. */
export function soundManifest(name: string): object {
  return {
    name,
    version: "1.0.0",
    license: "MIT",
    type: "module",
    sideEffects: false,
    engines: { node: ">=22" },
    files: ["dist"],
    exports: {
      ".": { types: "./dist/index.d.ts", default: "./dist/index.js" },
      "./package.json": "./package.json",
    },
  };
}

/** The other files of a package that every rule accepts. */
export const SOUND_FILES = {
  LICENSE: "MIT",
  "README.md": "# A package\n",
  "dist/index.js": "export const answer = 42;\n",
  "dist/index.d.ts": "export declare const answer: number;\n",
};
