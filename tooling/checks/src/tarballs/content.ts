import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { machinePaths } from "../secrets/patterns.ts";
import type { Tarball } from "./pack.ts";

const ALWAYS = ["LICENSE", "README.md", "package.json"];
/** The folders of a tarball, by package. Core also ships the protos from which its messages are generated. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = { "@cqvx/core": ["dist", "proto"] };
const DEFAULT_FOLDERS = ["dist"];

/** Words that have a meaning only inside this workspace. */
const WORKSPACE_WORDS = ["workspace:", "catalog:", "@cqvx/source"];

/** Returns the problems with the files of a tarball: missing, unexpected, outdated, or naming a path of this machine. */
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
    (word) => `package.json still contains ${word}`,
  );
}

function placeProblems(name: string, file: string): string[] {
  if (ALWAYS.includes(file) || file === "CHANGELOG.md") return [];
  const folders = FOLDERS[name] ?? DEFAULT_FOLDERS;
  if (!folders.some((folder) => file.startsWith(`${folder}/`)))
    return [`${file} is outside ${folders.join(" and ")}`];
  return /\.test\.|\/testdata\//.test(file) ? [`${file} belongs to tests`] : [];
}

/** The path of a built file. Its first group is the path of the source, without its ending. */
const BUILT = /^dist\/(?!chunks\/)(.+?)(?:\.d)?\.[jt]s(?:\.map)?$/;

/** Reports files of an earlier build, whose sources are gone. */
function originProblems(root: string, name: string, file: string): string[] {
  const source = BUILT.exec(file)?.[1];
  const folder = join(root, "packages", name.replace("@cqvx/", ""), "src");
  // A tarball of another repository has no sources here.
  if (source === undefined || !existsSync(folder)) return [];
  return existsSync(join(folder, `${source}.ts`))
    ? []
    : [`${file} has no source: an older build left it behind`];
}

function pathProblems(root: string, folder: string, file: string): string[] {
  const text = readFileSync(join(folder, file), "utf8");
  return machinePaths(root)
    .filter(({ expression }) => expression.test(text))
    .map(({ problem }) => `${file} ${problem}`);
}
