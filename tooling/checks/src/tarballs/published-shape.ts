import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { runCommand } from "../run-command.ts";
import type { Tarball } from "./pack.ts";

const ATTW = join(import.meta.dirname, "../../node_modules/.bin/attw");

/** Returns the problems that publint (strict) and Are The Types Wrong (ESM only) find in a tarball. */
export async function shapeProblems(tarball: Tarball): Promise<string[]> {
  const problems = await Promise.all([publintProblems(tarball), attwProblems(tarball)]);
  return problems.flat();
}

async function publintProblems({ file, manifest }: Tarball): Promise<string[]> {
  const { buffer } = Uint8Array.from(readFileSync(file));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  return messages
    .filter(({ type }) => type !== "suggestion")
    .map(
      (message) =>
        `${manifest.name} publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
    );
}

async function attwProblems({ file, folder, manifest }: Tarball): Promise<string[]> {
  const options = [
    "--profile",
    "esm-only",
    "--no-definitely-typed",
    "--no-emoji",
    "--no-color",
    "--format",
    "ascii",
  ];
  const { ok, output } = await runCommand(folder, ATTW, file, ...options);
  return ok ? [] : [`${manifest.name} attw:\n${output}`];
}
