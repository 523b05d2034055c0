import type { Check } from "../check.ts";
import { importsOf } from "../source/imports.ts";
import { locate, parseSource, type Source } from "../source/parse.ts";
import { readSpecifier } from "../source/specifier.ts";
import { readPublished } from "../workspace/packages.ts";
import { isGenerated, isTest, sourcesOf } from "../workspace/sources.ts";
import { ALLOWED_PLACES } from "./rules.ts";
import { globalUses } from "./uses.ts";

export const globals: Check = {
  name: "globals",
  promise:
    "published code takes time, randomness, fetch and sockets from Runtime, and imports no Node module",
  run(root) {
    const files = readPublished(root)
      .flatMap((published) => sourcesOf(root, published))
      .filter((file) => file.includes("/src/") && !isTest(file) && !isGenerated(file) && !isAllowed(file));
    const problems = files
      .map((file) => parseSource(root, file))
      .flatMap((source) => [...useProblems(source), ...importProblems(source)]);
    return { summary: `${files.length} files`, problems };
  },
};

function useProblems(source: Source): string[] {
  return globalUses(source).map(({ name, offset }) => `${locate(source, offset)}: uses ${name}`);
}

/** Reports imports of Node modules, which fail in browsers and edge runtimes. Type-only imports are erased, so they are allowed. */
function importProblems(source: Source): string[] {
  return importsOf(source)
    .filter(({ specifier, typeOnly }) => !typeOnly && readSpecifier(specifier).kind === "builtin")
    .map(({ specifier, offset }) => `${locate(source, offset)}: imports ${specifier}`);
}

function isAllowed(file: string): boolean {
  return ALLOWED_PLACES.some((place) => (place.endsWith("/") ? file.startsWith(place) : file === place));
}
