import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const PROGRAM = fileURLToPath(new URL("../../testdata/sandbox/abort-program.ts", import.meta.url));
const STRICT = ["--conditions=@cqvx/source", "--unhandled-rejections=strict", "--throw-deprecation"];

test("calls aborted at any moment reject with a VenueError and leave nothing that keeps the process alive", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...STRICT, PROGRAM]);
  const kinds: Record<string, number> = JSON.parse(stdout);
  expect(kinds).not.toHaveProperty("untyped");
  expect(kinds.aborted).toBeGreaterThan(0);
  expect(stderr).toBe("");
}, 30_000);
