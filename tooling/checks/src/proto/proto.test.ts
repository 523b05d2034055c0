import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { linkFromHere, plant, plantRepository, ROOT } from "../planted-repository.ts";
import { proto } from "./proto.ts";

const FILE = "packages/core/proto/cqc/types/v1/moment.proto";
const MOMENT = 'syntax = "proto3";\npackage cqc.types.v1;\nmessage Moment {\n  int64 seconds = 1;\n}\n';

test("passes clean messages, and says that there is no release to compare with", async () => {
  expect(await proto.run(planted(MOMENT))).toEqual({
    summary: "lint; no release to compare with",
    problems: [],
  });
});

test("reports a message that breaks the style rules", async () => {
  const { problems } = await proto.run(planted(MOMENT.replace("seconds", "theSeconds")));
  expect(problems.join()).toMatch(/moment\.proto:4:9:Field name "theSeconds"/);
});

test("reports a change that breaks the messages of the last release", async () => {
  const root = planted(MOMENT);
  release(root, "@cqvx/core@1.9.0", "@cqvx/coinbase@3.0.0");
  plant(root, FILE, MOMENT.replace("seconds = 1", "minutes = 1"));
  release(root, "@cqvx/core@1.10.0", "@cqvx/core@2.0.0-rc.1");
  expect((await proto.run(root)).problems).toEqual([]);

  plant(root, FILE, MOMENT.replace("seconds = 1", "hours = 1"));
  const { summary, problems } = await proto.run(root);
  expect(summary).toBe("lint; compared with @cqvx/core@1.10.0");
  expect(problems.join()).toMatch(/moment\.proto:4:9:Field "1" .* changed .* from "minutes" to "hours"/);
});

test("allows any change to messages that were never released", async () => {
  const root = planted(MOMENT);
  release(root);
  plant(root, FILE, MOMENT.replace("seconds", "minutes"));
  expect((await proto.run(root)).problems).toEqual([]);
});

function planted(text: string): string {
  const settings = readFileSync(join(ROOT, "packages/core/buf.yaml"), "utf8");
  const root = plantRepository({ [FILE]: text, "packages/core/buf.yaml": settings });
  linkFromHere(root, "packages/core/node_modules");
  git(root, "init", "--quiet");
  return root;
}

function release(root: string, ...tags: readonly string[]): void {
  git(root, "add", FILE, "packages/core/buf.yaml");
  const author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"];
  git(root, ...author, "commit", "--quiet", "--message", "Release");
  for (const tag of tags) git(root, "tag", tag);
}

function git(root: string, ...args: readonly string[]): void {
  execFileSync("git", args, { cwd: root });
}
