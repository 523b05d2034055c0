import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type ParseResult, parseSync } from "oxc-parser";

/** A parsed source file. */
export interface Source {
  /** The path from the repository's root. */
  readonly file: string;
  readonly text: string;
  readonly parsed: ParseResult;
}

/** Parses a file into a syntax tree, so that a word in a comment or a string never counts as code. Throws on a syntax error. */
export function parseSource(root: string, file: string): Source {
  const text = readFileSync(join(root, file), "utf8");
  const parsed = parseSync(file, text, { preserveParens: false });
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  return { file, text, parsed };
}

/** Returns a position as a file and its line: `packages/core/src/index.ts:12`. */
export function locate({ file, text }: Source, offset: number): string {
  return `${file}:${text.slice(0, offset).split("\n").length}`;
}
