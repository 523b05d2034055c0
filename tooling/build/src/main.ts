/**
 * Builds the package in the current folder into its `dist`. tsc writes a declaration file for each source. esbuild writes a code
 * file for each entry of `exports`, and a few files that the entries share: Node loads a hundred small files several times as
 * slowly.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly "@cqvx/source"?: string } | string>>;
  /** The files that a bundler for browsers replaces, with their replacements. */
  readonly browser?: Readonly<Record<string, string>>;
}

const { exports, browser = {} }: Manifest = JSON.parse(readFileSync("package.json", "utf8"));

const entries = Object.values(exports).flatMap((entry) =>
  typeof entry === "string" ? [] : (entry["@cqvx/source"] ?? []),
);
/** The sources of the files in `browser`. Each is built into its own file, because the manifest names it. */
const browserSources = Object.entries(browser)
  .flat()
  .map((file) => file.replace("./dist/", "./src/").replace(/\.js$/, ".ts"));

rmSync("dist", { recursive: true, force: true });
execFileSync("tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit" });
await build({
  entryPoints: [...entries, ...browserSources],
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "es2023",
  outbase: "src",
  outdir: "dist",
  chunkNames: "chunks/[hash]",
  logLevel: "warning",
});
