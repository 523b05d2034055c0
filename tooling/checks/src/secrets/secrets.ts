import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check.ts";
import { runCommand } from "../run-command.ts";
import { isTest } from "../workspace/sources.ts";
import { machinePaths, type Pattern, PRIVATE_KEY, REGISTRY_HOST } from "./patterns.ts";
import { unfinishedTests } from "./unfinished-tests.ts";

export const secrets: Check = {
  name: "secrets",
  promise: "no file holds a path of a machine, a registry host or a private key; no test has .only or .skip",
  async run(root) {
    const files = await repositoryFiles(root);
    const everywhere = [...machinePaths(root), REGISTRY_HOST];
    const problems = files.flatMap((file) => {
      const text = readFileSync(join(root, file), "utf8");
      const patterns = isTest(file) ? everywhere : [...everywhere, PRIVATE_KEY];
      return [
        ...patterns.flatMap((pattern) => matchProblems(file, text, pattern)),
        ...(file.endsWith(".test.ts") ? unfinishedTests(root, file) : []),
      ];
    });
    return { summary: `${files.length} files`, problems };
  },
};

/** Lists the files that git tracks or would track: all files that it does not ignore. */
async function repositoryFiles(root: string): Promise<string[]> {
  const listed = await runCommand(
    root,
    "git",
    "ls-files",
    "-z",
    "--cached",
    "--others",
    "--exclude-standard",
  );
  if (!listed.ok) throw new Error(listed.output);
  return [...new Set(listed.stdout.split("\0"))].filter(
    (file) => file !== "" && statSync(join(root, file), { throwIfNoEntry: false })?.isFile() === true,
  );
}

function matchProblems(file: string, text: string, { expression, problem }: Pattern): string[] {
  const match = expression.exec(text);
  if (match === null) return [];
  return [`${file}:${text.slice(0, match.index).split("\n").length}: ${problem}`];
}
