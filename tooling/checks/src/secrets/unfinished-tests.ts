import type { Node } from "oxc-parser";
import { walk } from "oxc-walker";
import { locate, parseSource } from "../source/parse.ts";

const RUNNERS = new Set(["bench", "describe", "it", "suite", "test"]);
const UNFINISHED = new Set(["only", "skip"]);

/** Finds tests with `.only` or `.skip`, such as `describe.concurrent.skip`. Reads the syntax tree, so that comments and strings are free. */
export function unfinishedTests(root: string, file: string): string[] {
  const source = parseSource(root, file);
  const problems: string[] = [];
  walk(source.parsed.program, {
    enter(node) {
      if (node.type !== "MemberExpression" || node.property.type !== "Identifier") return;
      const { name } = node.property;
      if (!UNFINISHED.has(name) || !RUNNERS.has(runnerOf(node.object) ?? "")) return;
      problems.push(`${locate(source, node.start)}: .${name} on a test`);
    },
  });
  return problems;
}

/** Returns the first name of an expression: `test` for `test.concurrent.only`. */
function runnerOf(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  return node.type === "MemberExpression" ? runnerOf(node.object) : undefined;
}
