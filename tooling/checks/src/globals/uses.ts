import type { Node } from "oxc-parser";
import { isReferenceIdentifier, ScopeTracker, walk } from "oxc-walker";
import type { Source } from "../source/parse.ts";
import { globalPath } from "./dotted-path.ts";
import { FORBIDDEN_GLOBALS, GLOBAL_OBJECTS } from "./rules.ts";

export interface GlobalUse {
  readonly name: string;
  readonly offset: number;
}

/** Finds every use of a forbidden global. Parameters and imports of the same name do not count, and neither do types. */
export function globalUses({ parsed }: Source): GlobalUse[] {
  const scopes = new ScopeTracker({ preserveExitedScopes: true });
  walk(parsed.program, { scopeTracker: scopes });
  scopes.freeze();

  const isDeclared = (name: string): boolean => scopes.isDeclared(name);
  const uses: GlobalUse[] = [];
  walk(parsed.program, {
    scopeTracker: scopes,
    enter(node, parent) {
      if (node.type === "TSTypeQuery") return this.skip();
      for (const name of namesUsed(node, parent, isDeclared)) uses.push({ name, offset: node.start });
    },
  });
  return uses;
}

function namesUsed(node: Node, parent: Node | null, isDeclared: (name: string) => boolean): string[] {
  switch (node.type) {
    case "Identifier":
      return isReferenceIdentifier(node, parent) ? forbidden(globalPath(node, isDeclared)) : [];
    case "MemberExpression":
      return forbidden(globalPath(node, isDeclared));
    case "NewExpression":
      return node.arguments.length === 0 && globalPath(node.callee, isDeclared) === "Date"
        ? ["new Date()"]
        : [];
    case "CallExpression":
      return globalPath(node.callee, isDeclared) === "Date" ? ["Date()"] : [];
    case "VariableDeclarator":
      return node.id.type === "ObjectPattern"
        ? destructuredNames(node.id, globalPath(node.init, isDeclared))
        : [];
    default:
      return [];
  }
}

/** Returns the forbidden globals that a pattern takes from an object: `const { now } = Date` uses `Date.now`. */
function destructuredNames(
  pattern: Extract<Node, { type: "ObjectPattern" }>,
  owner: string | undefined,
): string[] {
  if (owner === undefined) return [];
  return pattern.properties.flatMap((property) => {
    if (property.type !== "Property" || property.key.type !== "Identifier") return [];
    const key = property.key.name;
    return forbidden(GLOBAL_OBJECTS.has(owner) ? key : `${owner}.${key}`);
  });
}

function forbidden(path: string | undefined): string[] {
  return path !== undefined && FORBIDDEN_GLOBALS.has(path) ? [path] : [];
}
