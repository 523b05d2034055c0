import { join } from "node:path";
import type { Check } from "../check.ts";
import { runCommand } from "../run-command.ts";

const FOLDER = "packages/core";
/** Releases are tagged so by changesets. */
const RELEASE_TAGS = "@cqvx/core@*";

export const proto: Check = {
  name: "proto",
  promise: "buf lint is clean, and nothing breaks the messages of the last release",
  async run(root) {
    const release = await lastRelease(root);
    const lint = await buf(root, "lint");
    const breaking =
      release === undefined ? [] : await buf(root, "breaking", "--against", released(root, release));
    const compared = release === undefined ? "no release to compare with" : `compared with ${release}`;
    return { summary: `lint; ${compared}`, problems: [...lint, ...breaking] };
  },
};

/**
 * What was released must stay readable; what was not may still change. A clone without tags has nothing to compare with,
 * and the check says so.
 */
async function lastRelease(root: string): Promise<string | undefined> {
  const { stdout } = await runCommand(root, "git", "tag", "--list", RELEASE_TAGS, "--sort=-version:refname");
  return stdout.split("\n").find((tag) => tag !== "" && !/-\w/.test(tag));
}

function released(root: string, tag: string): string {
  return `${join(root, ".git")}#tag=${tag},subdir=${FOLDER}`;
}

async function buf(root: string, ...args: readonly string[]): Promise<string[]> {
  const folder = join(root, FOLDER);
  const { ok, output } = await runCommand(folder, join(folder, "node_modules/.bin/buf"), ...args);
  return ok ? [] : output.split("\n").map((line) => `${FOLDER}/${line}`);
}
