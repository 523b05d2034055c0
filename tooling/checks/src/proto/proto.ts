import { join } from "node:path";
import type { Check } from "../check.ts";
import { runCommand } from "../run-command.ts";

const FOLDER = "packages/core";
/** The pattern of the tags that changesets gives to releases of core. */
const RELEASE_TAGS = "@cqvx/core@*";

export const proto: Check = {
  name: "proto",
  promise: "buf lint passes, and no change breaks the messages of the last release",
  async run(root) {
    const release = await lastRelease(root);
    const lint = await buf(root, "lint");
    const breaking =
      release === undefined ? [] : await buf(root, "breaking", "--against", addressOf(root, release));
    const compared = release === undefined ? "no release to compare with" : `compared with ${release}`;
    return { summary: `lint; ${compared}`, problems: [...lint, ...breaking] };
  },
};

/**
 * Returns the tag of the last release, or undefined in a clone without tags. Released messages must stay readable;
 * unreleased ones may still change. Pre-releases do not count.
 */
async function lastRelease(root: string): Promise<string | undefined> {
  const { stdout } = await runCommand(root, "git", "tag", "--list", RELEASE_TAGS, "--sort=-version:refname");
  return stdout.split("\n").find((tag) => tag !== "" && !/-\w/.test(tag));
}

/** Returns the address under which buf finds the messages of a release. */
function addressOf(root: string, tag: string): string {
  return `${join(root, ".git")}#tag=${tag},subdir=${FOLDER}`;
}

async function buf(root: string, ...args: readonly string[]): Promise<string[]> {
  const folder = join(root, FOLDER);
  const { ok, output } = await runCommand(folder, join(folder, "node_modules/.bin/buf"), ...args);
  return ok ? [] : output.split("\n").map((line) => `${FOLDER}/${line}`);
}
