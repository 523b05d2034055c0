/**
 * Builds the package in the current folder into its `dist`: the declarations by tsc, a file for each source, and the code by
 * esbuild, a file for each entry of `exports` and a few that they share. Loading a hundred small files takes Node several
 * times as long.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

interface Manifest {
  readonly exports: Readonly<Record<string, { readonly "@cqvx/source"?: string } | string>>;
  /** Files that a bundler for browsers takes instead of others. */
  readonly browser?: Readonly<Record<string, string>>;
}

const { exports, browser = {} }: Manifest = JSON.parse(readFileSync("package.json", "utf8"));

const entries = Object.values(exports).flatMap((entry) =>
  typeof entry === "string" ? [] : (entry["@cqvx/source"] ?? []),
);
/** They keep their names, by which the manifest has them. */
const named = Object.entries(browser)
  .flat()
  .map((file) => file.replace("./dist/", "./src/").replace(/\.js$/, ".ts"));

rmSync("dist", { recursive: true, force: true });
execFileSync("tsc", ["-p", "tsconfig.build.json"], { stdio: "inherit" });
await build({
  entryPoints: [...entries, ...named],
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
