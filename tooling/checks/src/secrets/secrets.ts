import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check.ts";
import { runCommand } from "../run-command.ts";
import { isTest } from "../workspace/sources.ts";
import { machinePaths, type Pattern, PRIVATE_KEY, REGISTRY_HOST } from "./patterns.ts";
import { unfinishedTests } from "./unfinished-tests.ts";

export const secrets: Check = {
  name: "secrets",
  promise: "no machine's paths, registry hosts or private keys in any file, and no test is skipped or alone",
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

/** Tracked files and those about to be: what git does not ignore. */
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
