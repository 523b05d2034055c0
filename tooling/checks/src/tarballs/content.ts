import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { machinePaths } from "../secrets/patterns.ts";
import type { Tarball } from "./pack.ts";

const ALWAYS = ["LICENSE", "README.md", "package.json"];
/** Besides dist/: core ships the messages it generates from. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = { "@cqvx/core": ["dist", "proto"] };
const DEFAULT_FOLDERS = ["dist"];

/** These mean something in this workspace only. */
const WORKSPACE_WORDS = ["workspace:", "catalog:", "@cqvx/source"];

/** What a tarball holds too much of, or lacks. */
export function contentProblems(root: string, { folder, manifest }: Tarball): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join("/"),
    );
  const problems = [
    ...ALWAYS.filter((file) => !existsSync(join(folder, file))).map((file) => `lacks ${file}`),
    ...manifestProblems(folder),
    ...files.flatMap((file) => placeProblems(manifest.name, file)),
    ...files.flatMap((file) => originProblems(root, manifest.name, file)),
    ...files.flatMap((file) => pathProblems(root, folder, file)),
  ];
  return problems.map((problem) => `${manifest.name} tarball: ${problem}`);
}

function manifestProblems(folder: string): string[] {
  const text = readFileSync(join(folder, "package.json"), "utf8");
  return WORKSPACE_WORDS.filter((word) => text.includes(`"${word}`)).map(
    (word) => `package.json still says ${word}`,
  );
}

function placeProblems(name: string, file: string): string[] {
  if (ALWAYS.includes(file) || file === "CHANGELOG.md") return [];
  const folders = FOLDERS[name] ?? DEFAULT_FOLDERS;
  if (!folders.some((folder) => file.startsWith(`${folder}/`)))
    return [`${file} is outside ${folders.join(" and ")}`];
  return /\.test\.|\/testdata\//.test(file) ? [`${file} is for tests`] : [];
}

const BUILT = /^dist\/(?!chunks\/)(.+?)(?:\.d)?\.[jt]s(?:\.map)?$/;

/** What a build has left behind whose source is gone. */
function originProblems(root: string, name: string, file: string): string[] {
  const source = BUILT.exec(file)?.[1];
  const folder = join(root, "packages", name.replace("@cqvx/", ""), "src");
  // A tarball of another repository has no sources here.
  if (source === undefined || !existsSync(folder)) return [];
  return existsSync(join(folder, `${source}.ts`)) ? [] : [`${file} has no source: it is of an older build`];
}

function pathProblems(root: string, folder: string, file: string): string[] {
  const text = readFileSync(join(folder, file), "utf8");
  return machinePaths(root)
    .filter(({ expression }) => expression.test(text))
    .map(({ problem }) => `${file} ${problem}`);
}
