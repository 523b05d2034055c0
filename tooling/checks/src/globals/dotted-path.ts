import type { Node } from "oxc-parser";
import { GLOBAL_OBJECTS } from "./rules.ts";

/**
 * Returns the path of a global: `Date.now` for the expression `Date.now` or `globalThis.Date["now"]`. Returns undefined for
 * other expressions, and for paths whose first name the file declares itself.
 */
export function globalPath(node: Node | null, isDeclared: (name: string) => boolean): string | undefined {
  const names = namesOf(node);
  const first = names?.[0];
  if (names === undefined || first === undefined || isDeclared(first)) return undefined;
  return (GLOBAL_OBJECTS.has(first) && names.length > 1 ? names.slice(1) : names).join(".");
}

function namesOf(node: Node | null): string[] | undefined {
  switch (node?.type) {
    case "Identifier":
      return [node.name];
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "ChainExpression":
      return namesOf(node.expression);
    case "MemberExpression": {
      const owner = namesOf(node.object);
      const property = propertyName(node.property);
      return owner === undefined || property === undefined ? undefined : [...owner, property];
    }
    default:
      return undefined;
  }
}

function propertyName(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}
