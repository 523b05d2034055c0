import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const FILE = fileURLToPath(new URL("./trading-service.node-test.ts", import.meta.url));

test("the same tests run in node:test", async () => {
  const flags = ["--conditions=@cqvx/source", "--test", "--test-reporter=tap", FILE];
  // node:test would report to vitest's process tree otherwise.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, flags, { env });
  expect(stdout).toMatch(/^# pass [1-9]/m);
  expect(stdout).toMatch(/^# fail 0$/m);
});
