import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** The folder of this repository. */
export const ROOT: string = join(import.meta.dirname, "../../..");

/** Creates a repository of a few files for the test of a check. The test removes it when it ends. */
export function plantRepository(files: Readonly<Record<string, string | object>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "cqvx-planted-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, content] of Object.entries(files)) plant(root, file, content);
  return root;
}

/** Writes one file. An object is written as JSON. */
export function plant(root: string, file: string, content: string | object): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}

/** Links a path of this repository into a planted one, such as an installed package. */
export function linkFromHere(root: string, path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(join(ROOT, path), join(root, path));
}
