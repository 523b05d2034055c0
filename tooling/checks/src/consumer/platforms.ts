import { join } from "node:path";

/** Where a service runs, as the compiler sees it. */
export interface Platform {
  readonly name: string;
  options(root: string): object;
}

const COMMON = {
  target: "ES2023",
  module: "NodeNext",
  strict: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  // The types of the package must stand on their own.
  skipLibCheck: false,
};

/** fetch and AbortSignal come from the DOM in a browser and from @types/node elsewhere: neither may be needed beside the other. */
export const PLATFORMS: readonly Platform[] = [
  {
    name: "browser",
    options: () => ({ ...COMMON, lib: ["ES2023", "ESNext.Disposable", "DOM"], types: [], noEmit: true }),
  },
  {
    name: "Node",
    // The types of Node are borrowed from here, so that the program has installed one package and nothing else.
    options: (root) => ({
      ...COMMON,
      lib: ["ES2023"],
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
    }),
  },
];
