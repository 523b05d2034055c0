import { isBuiltin } from "node:module";

/** An import as the rules see it. */
export type Specifier =
  | { readonly kind: "relative"; readonly text: string }
  | { readonly kind: "builtin"; readonly text: string }
  | { readonly kind: "package"; readonly text: string; readonly name: string; readonly subpath: string };

/** `@cqvx/core/venue` is the package `@cqvx/core` and the subpath `./venue`, as in the package's exports. */
export function readSpecifier(text: string): Specifier {
  if (text.startsWith(".")) return { kind: "relative", text };
  if (isBuiltin(text)) return { kind: "builtin", text };
  const parts = text.split("/");
  const name = parts.splice(0, text.startsWith("@") ? 2 : 1).join("/");
  return { kind: "package", text, name, subpath: [".", ...parts].join("/") };
}
