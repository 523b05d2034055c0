import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

interface Output {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program in its own process, without keys. */
function run(...parameters: string[]): Promise<Output> {
  const flags = ["--conditions=@cqvx/source", "--unhandled-rejections=strict", MAIN, ...parameters];
  return new Promise((resolve) => {
    execFile(process.execPath, flags, { env: {} }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

test("without keys every step runs on the sandbox, and the program exits by itself", async () => {
  const { code, stdout, stderr } = await run();
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [head, order, book, ...rest] = stdout.trimEnd().split("\n");
  expect(head).toMatch(/^CQVX on the sandbox at http:\/\/127\.0\.0\.1:\d+: play money$/);
  expect(order).toMatch(/^info {2}order placed \{"orderId":"[\w-]+","status":"SUBMITTED"\}$/);
  expect(book).toMatch(/^info {2}order book \{"bid":"[\d.]+","ask":"[\d.]+"\}$/);
  expect(rest.pop()).toMatch(/^info {2}venue healthy \{"latencyMs":[\d.]+\}$/);
  expect(rest.length).toBeGreaterThan(0);
  expect(rest.length).toBeLessThanOrEqual(5);
  expect(new Set(rest)).toEqual(new Set(['info  order book update {"bids":50}']));
});

test("with --live the program requires keys and names their variables", async () => {
  const { code, stdout, stderr } = await run("--live");
  const message = "--live needs COINBASE_KEY_NAME and COINBASE_PRIVATE_KEY in the environment\n";
  expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: message });
});
