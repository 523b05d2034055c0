import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";
import type { Check } from "../check.ts";

const VENUE = "packages/coinbase";
const FACTORY = "createCoinbaseClient";

/**
 * The largest bundles that pass, in kB after gzip. `initial` is loaded with the page: the entry, and the chunks that it imports
 * statically. `total` also has the chunks that are imported on demand, such as those of the streams.
 */
const LIMITS = { initial: 40, total: 63.6 } as const;

export const bundle: Check = {
  name: "bundle",
  promise: `the coinbase client bundles for browsers into at most ${LIMITS.initial} kB (gzip) at first and ${LIMITS.total} kB in all, with nothing of Node`,
  async run(root) {
    const folder = join(root, VENUE);
    if (!existsSync(join(folder, "dist/index.js"))) {
      return { summary: "no build", problems: [`${VENUE}/dist/index.js is missing: build first`] };
    }
    const parts = await bundleForBrowsers(folder, `export { ${FACTORY} } from "./dist/index.js";`);
    const sizes = (["initial", "total"] as const).map((part) => measure(part, parts[part]));
    return {
      summary: sizes.map(({ summary }) => summary).join(", "),
      problems: [
        ...sizes.flatMap(({ problems }) => problems),
        ...nodeModules(parts.total).map((module) => `${VENUE}: the bundle imports ${module}`),
      ],
    };
  },
};

/** One file of a bundle. */
interface Chunk {
  /** Minified and gzipped. */
  readonly bytes: number;
  readonly output: Metafile["outputs"][string];
}

interface Bundle {
  readonly initial: readonly Chunk[];
  readonly total: readonly Chunk[];
}

/** Bundles a line of code as a web application would, with a file of its own for each part that is imported on demand. */
async function bundleForBrowsers(folder: string, code: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    outdir: "bundle",
    metafile: true,
    format: "esm",
    platform: "browser",
    // Licence comments go into a file of their own.
    legalComments: "none",
    external: ["node:*"],
    logLevel: "silent",
  });
  const bytesOf = new Map(
    outputFiles.map(({ path, contents }) => [basename(path), gzipSync(contents).length]),
  );
  const chunks = new Map<string, Chunk>(
    Object.entries(metafile.outputs).map(([path, output]) => [
      path,
      { output, bytes: bytesOf.get(basename(path)) ?? 0 },
    ]),
  );
  return { initial: initialChunks(chunks), total: [...chunks.values()] };
}

/** Returns the entry and the chunks that it imports statically, directly or not. */
function initialChunks(chunks: ReadonlyMap<string, Chunk>): Chunk[] {
  const reached = new Set<Chunk>();
  const reach = (chunk: Chunk | undefined): void => {
    if (chunk === undefined || reached.has(chunk)) return;
    reached.add(chunk);
    for (const { kind, path } of chunk.output.imports)
      if (kind === "import-statement") reach(chunks.get(path));
  };
  reach([...chunks.values()].find(({ output }) => output.entryPoint === "<stdin>"));
  return [...reached];
}

function measure(
  part: keyof typeof LIMITS,
  chunks: readonly Chunk[],
): { readonly summary: string; readonly problems: readonly string[] } {
  const kilobytes = chunks.reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
  const size = `${part} ${kilobytes.toFixed(1)}`;
  return {
    summary: `${size} of ${LIMITS[part]} kB`,
    problems:
      kilobytes > LIMITS[part]
        ? [
            `${VENUE}: ${size} kB is more than ${LIMITS[part]}; minified: ${largestPackages(chunks).join(", ")}`,
          ]
        : [],
  };
}

/** Lists the imports that are left after tree shaking. */
function nodeModules(chunks: readonly Chunk[]): string[] {
  const imports = chunks.flatMap(({ output }) => output.imports);
  return [...new Set(imports.filter(({ external }) => external === true).map(({ path }) => path))];
}

/** Lists the packages that take most of the chunks, with their sizes before gzip. */
function largestPackages(chunks: readonly Chunk[]): string[] {
  const sizes = new Map<string, number>();
  for (const [file, { bytesInOutput }] of chunks.flatMap(({ output }) => Object.entries(output.inputs))) {
    const name = packageOf(file);
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
  }
  const descending = [...sizes].sort((left, right) => right[1] - left[1]);
  return descending.slice(0, 6).map(([name, bytes]) => `${name} ${(bytes / 1000).toFixed(1)} kB`);
}

/** Returns `jose` for a file under the last node_modules/jose, and `packages/core` for one of ours. */
function packageOf(file: string): string {
  const installed = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  return installed ?? /packages\/[^/]+/.exec(file)?.[0] ?? file;
}
