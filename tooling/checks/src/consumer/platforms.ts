import { join } from "node:path";

/** A platform that a service runs on, as settings of the compiler. */
export interface Platform {
  readonly name: string;
  /** Returns the compiler options. `root` is the folder of this repository. */
  options(root: string): object;
}

const COMMON = {
  target: "ES2023",
  module: "NodeNext",
  strict: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  // The types of the package must compile without help.
  skipLibCheck: false,
};

/**
 * The platforms to compile for. `fetch` and `AbortSignal` come from the DOM in a browser and from @types/node in Node. No
 * platform may need the types of the other.
 */
export const PLATFORMS: readonly Platform[] = [
  {
    name: "browser",
    options: () => ({ ...COMMON, lib: ["ES2023", "ESNext.Disposable", "DOM"], types: [], noEmit: true }),
  },
  {
    name: "Node",
    // The types of Node come from this repository, so that the program installs one package and nothing else.
    options: (root) => ({
      ...COMMON,
      lib: ["ES2023"],
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
    }),
  },
];
