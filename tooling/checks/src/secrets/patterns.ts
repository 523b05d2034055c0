import { tmpdir } from "node:os";
import { dirname } from "node:path";

export interface Pattern {
  /** Finishes the sentence "line 3 …". */
  readonly problem: string;
  readonly expression: RegExp;
}

/** What belongs to somebody's machine: in no file, and in no tarball. `root` is this checkout. */
export function machinePaths(root: string): Pattern[] {
  const parent = dirname(root);
  const ofCheckout = parent === "/" || parent === tmpdir() ? root : `${parent}/`;
  return [
    { problem: "names a home folder", expression: /(?<![\w.~])\/(?:home|Users|root)\/[\w.-]+/ },
    { problem: "names a home folder", expression: /\b[A-Z]:\\+Users\\+\w/ },
    {
      problem: "names the folder of this checkout",
      expression: new RegExp(`(?<![\\w.])${literally(ofCheckout)}`),
    },
  ];
}

/** A lockfile or a setting that names a host ties every clone to that host. */
export const REGISTRY_HOST: Pattern = {
  problem: "names a package registry",
  expression: /https?:\/\/[\w.:@-]*(?:registry|artifactory|verdaccio|nexus|jfrog)[\w.:-]*/i,
};

/** A header with key material behind it; the header alone is documentation. */
export const PRIVATE_KEY: Pattern = {
  problem: "holds a private key",
  expression: /-----BEGIN [A-Z ]*PRIVATE KEY-----(?:\s|\\n|"|\+)*[A-Za-z0-9+/=]{40}/,
};

/** Node 22 has no RegExp.escape. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
