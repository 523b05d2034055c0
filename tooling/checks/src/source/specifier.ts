import { isBuiltin } from "node:module";

/** The specifier of an import, by kind. */
export type Specifier =
  | { readonly kind: "relative"; readonly text: string }
  | { readonly kind: "builtin"; readonly text: string }
  | { readonly kind: "package"; readonly text: string; readonly name: string; readonly subpath: string };

/** Reads a specifier. `@cqvx/core/venue` becomes the package `@cqvx/core` and the subpath `./venue`, as in its `exports`. */
export function readSpecifier(text: string): Specifier {
  if (text.startsWith(".")) return { kind: "relative", text };
  if (isBuiltin(text)) return { kind: "builtin", text };
  const parts = text.split("/");
  const name = parts.splice(0, text.startsWith("@") ? 2 : 1).join("/");
  return { kind: "package", text, name, subpath: [".", ...parts].join("/") };
}
