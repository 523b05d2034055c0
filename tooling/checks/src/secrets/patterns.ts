import { tmpdir } from "node:os";
import { dirname } from "node:path";

/** A text that must not occur in a file. */
export interface Pattern {
  /** The end of the sentence "line 3 …". */
  readonly problem: string;
  readonly expression: RegExp;
}

/** Returns the patterns of paths that exist on one machine only. No file or tarball may hold them. `root` is this checkout. */
export function machinePaths(root: string): Pattern[] {
  const parent = dirname(root);
  const ofCheckout = parent === "/" || parent === tmpdir() ? root : `${parent}/`;
  return [
    { problem: "names a home folder", expression: /(?<![\w.~])\/(?:home|Users|root)\/[\w.-]+/ },
    { problem: "names a home folder", expression: /\b[A-Z]:\\+Users\\+\w/ },
    {
      problem: "names the folder of this checkout",
      expression: new RegExp(`(?<![\\w.])${escapeForRegExp(ofCheckout)}`),
    },
  ];
}

/** The address of a package registry. A lockfile or a setting with one ties every clone to that host. */
export const REGISTRY_HOST: Pattern = {
  problem: "names a package registry",
  expression: /https?:\/\/[\w.:@-]*(?:registry|artifactory|verdaccio|nexus|jfrog)[\w.:-]*/i,
};

/** The header of a private key, followed by key material. The header alone is documentation. */
export const PRIVATE_KEY: Pattern = {
  problem: "holds a private key",
  expression: /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\s|\\n|"|\+)*[A-Za-z0-9+/=]{40}/,
};

/** Escapes a text for a regular expression. Node 22 has no `RegExp.escape`. */
function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
