import { existsSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import type { Check } from "../check.ts";

const VENUE = "packages/coinbase";
const FACTORY = "createCoinbaseClient";
/**
 * What the client weighs today, so that growth is noticed; the goal is 40. The codec, the sessions and the tables with which
 * core serves venues that are unlike Coinbase cost this one 4 kB.
 */
const LIMIT_KILOBYTES = 69;

export const bundle: Check = {
  name: "bundle",
  promise: `the coinbase client bundles for browsers into at most ${LIMIT_KILOBYTES} kB (gzip), with nothing of Node`,
  async run(root) {
    const folder = join(root, VENUE);
    if (!existsSync(join(folder, "dist/index.js"))) {
      return { summary: "no build", problems: [`${VENUE}/dist/index.js is missing: build first`] };
    }
    const { bytes, nodeModules, largest } = await bundleForBrowsers(
      folder,
      `export { ${FACTORY} } from "./dist/index.js";`,
    );
    const kilobytes = bytes / 1000;
    return {
      summary: `${kilobytes.toFixed(1)} of ${LIMIT_KILOBYTES} kB`,
      problems: [
        ...(kilobytes > LIMIT_KILOBYTES
          ? [`${VENUE}: ${kilobytes.toFixed(1)} kB is too much; minified: ${largest.join(", ")}`]
          : []),
        ...nodeModules.map((module) => `${VENUE}: the bundle imports ${module}`),
      ],
    };
  },
};

interface Bundle {
  /** Minified and gzipped. */
  readonly bytes: number;
  readonly nodeModules: readonly string[];
  /** The packages that take most of it, with their sizes before gzip. */
  readonly largest: readonly string[];
}

/** Bundles a line of code as a web application would. */
async function bundleForBrowsers(folder: string, code: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    // Licence comments go into a file of their own.
    legalComments: "none",
    external: ["node:*"],
    logLevel: "silent",
  });
  const bytes = outputFiles.reduce((total, { contents }) => total + gzipSync(contents).length, 0);
  return { bytes, nodeModules: externalImports(metafile), largest: largestPackages(metafile) };
}

/** Only what is left after tree shaking counts. */
function externalImports({ outputs }: Metafile): string[] {
  const imports = Object.values(outputs).flatMap((output) => output.imports);
  return [...new Set(imports.filter(({ external }) => external === true).map(({ path }) => path))];
}

function largestPackages({ outputs }: Metafile): string[] {
  const sizes = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs),
  )) {
    const name = packageOf(file);
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
  }
  const descending = [...sizes].sort((left, right) => right[1] - left[1]);
  return descending.slice(0, 6).map(([name, bytes]) => `${name} ${(bytes / 1000).toFixed(1)} kB`);
}

/** `ky` for a file under the last node_modules/ky, `packages/core` for one of ours. */
function packageOf(file: string): string {
  const installed = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  return installed ?? /packages\/[^/]+/.exec(file)?.[0] ?? file;
}
