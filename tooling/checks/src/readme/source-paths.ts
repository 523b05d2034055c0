import { join } from "node:path";
import { readPackages } from "../workspace/packages.ts";

/** The export condition that resolves packages to their TypeScript sources instead of their builds. */
const SOURCE_CONDITION = "@cqvx/source";

/** Returns `paths` for the compiler: the source of every export of every package of the workspace. */
export function sourcePaths(root: string): Record<string, string[]> {
  const entries = readPackages(root).flatMap(({ name, folder, manifest }) =>
    Object.entries(manifest.exports ?? {}).flatMap(([subpath, target]): [string, string[]][] => {
      const source = sourceOf(target);
      return source === undefined ? [] : [[name + subpath.slice(1), [join(root, folder, source)]]];
    }),
  );
  return Object.fromEntries(entries);
}

function sourceOf(target: unknown): string | undefined {
  const source =
    typeof target === "object" && target !== null ? Reflect.get(target, SOURCE_CONDITION) : target;
  return typeof source === "string" && source.endsWith(".ts") ? source : undefined;
}
