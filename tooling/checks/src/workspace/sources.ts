import { existsSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { WorkspacePackage } from "./packages.ts";

/** Folders without sources of the project. */
const IGNORED_FOLDERS = new Set(["node_modules", "dist", "coverage", ".turbo"]);

/**
 * Lists the TypeScript files of a package as paths from the repository's root, with slashes. A `testdata/` beside `src/` holds
 * programs that are data for tests, so it is left out.
 */
export function sourcesOf(root: string, { folder }: WorkspacePackage): string[] {
  return filesUnder(join(root, folder))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => relative(root, file).split(sep).join("/"))
    .filter((file) => !file.startsWith(`${folder}/testdata/`))
    .sort();
}

/** True for tests and for files that only tests use. They may import the sandbox and testing libraries, and use the globals. */
export function isTest(file: string): boolean {
  return file.endsWith(".test.ts") || file.includes("/testdata/") || file.endsWith("/vitest.config.ts");
}

/** True for files that buf generates. The checks do not count or judge them. */
export function isGenerated(file: string): boolean {
  return file.includes("/src/gen/");
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (IGNORED_FOLDERS.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return entry.isFile() ? [path] : [];
  });
}
