import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../run-command.ts";
import type { CodeBlock } from "./blocks.ts";
import { sourcePaths } from "./source-paths.ts";

export interface ReadmeBlock extends CodeBlock {
  /** From the repository's root. */
  readonly readme: string;
}

/**
 * Compiles every block as a separate module against the sources. Returns the errors of the compiler. A block keeps its line
 * numbers, so that an error names the line of the README.
 */
export async function compileBlocks(root: string, blocks: readonly ReadmeBlock[]): Promise<string[]> {
  if (blocks.length === 0) return [];
  // The folder is inside the workspace, so that the compiler finds @types/node. Git ignores it.
  const folder = join(root, "tooling/checks/.readme");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const readmeOf = new Map(blocks.map((block, index) => [`block-${index}.ts`, block.readme]));
    for (const [index, { line, code }] of blocks.entries()) {
      writeFileSync(join(folder, `block-${index}.ts`), "\n".repeat(line - 1) + code);
    }
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings(root)));
    const { output } = await runCommand(folder, join(root, "node_modules/.bin/tsc"), "--pretty", "false");
    return output
      .split("\n")
      .filter(Boolean)
      .map((line) => nameReadme(line, readmeOf));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function settings(root: string): object {
  return {
    extends: "../../tsconfig/base.json",
    compilerOptions: {
      paths: sourcePaths(root),
      // A fragment may declare names that it does not use, and exports nothing.
      noUnusedLocals: false,
      noUnusedParameters: false,
      isolatedDeclarations: false,
      declaration: false,
      declarationMap: false,
    },
    include: ["*.ts"],
  };
}

/** Replaces the file of an error by the README: `block-3.ts(12,5): error …` becomes `packages/core/README.md:12: error …`. */
function nameReadme(line: string, readmeOf: ReadonlyMap<string, string>): string {
  return line.replace(
    /^(block-\d+\.ts)\((\d+),\d+\)/,
    (_, block: string, at: string) => `${readmeOf.get(block)}:${at}`,
  );
}
