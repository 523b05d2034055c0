import type { Node } from "oxc-parser";
import { walk } from "oxc-walker";
import type { Source } from "./parse.ts";

/** One import or re-export of a file. */
export interface Import {
  readonly specifier: string;
  /** The position in the text of the file. */
  readonly offset: number;
  /** True when the import disappears with the types: `import type`, `export type … from`, `import("…").Type`. */
  readonly typeOnly: boolean;
}

/** Finds all imports and re-exports of a file, also of types: `import`, `export … from`, `import()`, `import("…").Type`. */
export function importsOf({ parsed }: Source): Import[] {
  const found: Import[] = [];
  walk(parsed.program, {
    enter(node) {
      const source = importedSource(node);
      if (source !== undefined) {
        found.push({ specifier: source, offset: node.start, typeOnly: isTypeOnly(node) });
      }
    },
  });
  return found;
}

function importedSource(node: Node): string | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return literalText(node.source);
    default:
      return undefined;
  }
}

function isTypeOnly(node: Node): boolean {
  switch (node.type) {
    case "ImportDeclaration":
      return node.importKind === "type";
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
      return node.exportKind === "type";
    default:
      return node.type === "TSImportType";
  }
}

function literalText(node: Node | null): string | undefined {
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}
