import { existsSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { WorkspacePackage } from "./packages.ts";

const NOT_OURS = new Set(["node_modules", "dist", "coverage", ".turbo"]);

/**
 * The TypeScript files of a package, from the repository's root, with slashes. A `testdata/` beside `src/` is somebody
 * else's program, kept as data.
 */
export function sourcesOf(root: string, { folder }: WorkspacePackage): string[] {
  return filesUnder(join(root, folder))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => relative(root, file).split(sep).join("/"))
    .filter((file) => !file.startsWith(`${folder}/testdata/`))
    .sort();
}

/** Tests, and what only tests read: they may import the sandbox and the testing libraries, and touch the globals. */
export function isTest(file: string): boolean {
  return file.endsWith(".test.ts") || file.includes("/testdata/") || file.endsWith("/vitest.config.ts");
}

/** Written by buf: not ours to count or to judge. */
export function isGenerated(file: string): boolean {
  return file.includes("/src/gen/");
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return entry.isFile() ? [path] : [];
  });
}
