import type { Check } from "../check.ts";
import { contentProblems } from "./content.ts";
import { packPublished } from "./pack.ts";
import { shapeProblems } from "./published-shape.ts";

export const packages: Check = {
  name: "packages",
  promise: "every tarball has exactly the expected files, and passes publint and Are The Types Wrong",
  async run(root) {
    const tarballs = await packPublished(root);
    const shapes = await Promise.all(tarballs.map(shapeProblems));
    return {
      summary: tarballs.map(({ manifest }) => manifest.name).join(", "),
      problems: [...tarballs.flatMap((tarball) => contentProblems(root, tarball)), ...shapes.flat()],
    };
  },
};
