import type { Source } from "../source/parse.ts";

/** Lines that are not blank, not comment and not import. */
export function countLines({ text, parsed }: Source): number {
  const imports = parsed.program.body.filter((node) => node.type === "ImportDeclaration");
  const code = [...parsed.comments, ...imports].reduce(blankOut, text);
  return code.split("\n").filter((line) => line.trim() !== "").length;
}

/** Offsets and line breaks stay, so that the ranges that follow still fit. */
function blankOut(text: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, " ") + text.slice(end);
}
