import type { Node } from "oxc-parser";
import type { Source } from "../source/parse.ts";

/** Counts the lines that are not blank, comment, import or re-export. */
export function countLines({ text, parsed }: Source): number {
  const imports = parsed.program.body.filter(isImportOrReexport);
  const code = [...parsed.comments, ...imports].reduce(blankOut, text);
  return code.split("\n").filter((line) => line.trim() !== "").length;
}

function isImportOrReexport(node: Node): boolean {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
      return true;
    case "ExportNamedDeclaration":
      return node.source !== null;
    default:
      return false;
  }
}

/** Replaces a range by spaces. Offsets and line breaks stay, so that the next ranges still fit. */
function blankOut(text: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, " ") + text.slice(end);
}
