import { join, posix } from "node:path";
import type { Check } from "../check.ts";
import { importsOf } from "../source/imports.ts";
import { locate, parseSource, type Source } from "../source/parse.ts";
import { readSpecifier } from "../source/specifier.ts";
import { type Manifest, readManifest } from "../workspace/manifest.ts";
import { readPackages, type WorkspacePackage } from "../workspace/packages.ts";
import { sourcesOf } from "../workspace/sources.ts";
import { findCycles } from "./cycles.ts";
import { directionProblem } from "./directions.ts";
import { folderOrderProblem } from "./folder-order.ts";
import { dependencyProblem, placeProblem } from "./third-parties.ts";

export const layers: Check = {
  name: "layers",
  promise:
    "packages and folders import in one direction, without cycles; libraries are declared and have one place",
  run(root) {
    const packages = readPackages(root);
    const workspace: Workspace = {
      byName: new Map(packages.map((entry) => [entry.name, entry])),
      rootManifest: readManifest(join(root, "package.json")),
    };
    const files = packages.flatMap((from) =>
      sourcesOf(root, from).map((file) => ({ from, source: parseSource(root, file) })),
    );
    const graph = new Map(files.map(({ source }) => [source.file, relativeImports(source)]));
    return {
      summary: `${files.length} files`,
      problems: [
        ...files.flatMap(({ from, source }) => importProblems(workspace, from, source)),
        ...findCycles(graph).map((cycle) => `import cycle: ${cycle.join(" → ")}`),
      ],
    };
  },
};

interface Workspace {
  readonly byName: ReadonlyMap<string, WorkspacePackage>;
  readonly rootManifest: Manifest;
}

function importProblems(workspace: Workspace, from: WorkspacePackage, source: Source): string[] {
  return importsOf(source).flatMap(({ specifier, offset }) => {
    const problem = importProblem(workspace, from, source.file, specifier);
    return problem === undefined ? [] : [`${locate(source, offset)}: ${problem}`];
  });
}

function importProblem(
  { byName, rootManifest }: Workspace,
  from: WorkspacePackage,
  file: string,
  text: string,
): string | undefined {
  const specifier = readSpecifier(text);
  if (specifier.kind === "builtin") return undefined;
  if (specifier.kind === "relative") {
    return escapeProblem(from, file, text) ?? folderOrderProblem(file, resolveRelative(file, text));
  }
  const to = byName.get(specifier.name);
  const direction =
    to === undefined ? placeProblem(file, specifier.name) : directionProblem(from, file, to, specifier);
  return direction ?? dependencyProblem(from.manifest, rootManifest, file, specifier.name);
}

/** Reports a relative path that leaves its package and so bypasses the exports of another. Shared test settings are allowed. */
function escapeProblem(from: WorkspacePackage, file: string, text: string): string | undefined {
  const target = resolveRelative(file, text);
  const inside = target.startsWith(`${from.folder}/`) || target === "tooling/vitest.ts";
  return inside ? undefined : `${text} leaves ${from.folder}`;
}

function relativeImports(source: Source): string[] {
  return importsOf(source)
    .map(({ specifier }) => specifier)
    .filter((specifier) => readSpecifier(specifier).kind === "relative")
    .map((specifier) => resolveRelative(source.file, specifier));
}

function resolveRelative(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier);
}
