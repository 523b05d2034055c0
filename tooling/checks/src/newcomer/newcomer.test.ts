/**
 * Runs the first programs of the root README, unchanged, in an empty folder in which only the venue's tarball is installed.
 * The folder has no link to this repository. Requests to the venue are redirected to the sandbox.
 */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "@cqvx/sandbox";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installPackage } from "../consumer/install-package.ts";
import { ROOT } from "../planted-repository.ts";
import { typescriptBlocks } from "../readme/blocks.ts";
import { type CommandResult, runCommand, runPnpm } from "../run-command.ts";
import { packPublished } from "../tarballs/pack.ts";

const VENUE_ORIGIN = "https://api.coinbase.com";

/** The module that Node loads before the program. It sets the keys and redirects the requests. */
const SURROUNDINGS = join(import.meta.dirname, "../../testdata/newcomer/surroundings.ts");

const [FIRST, WITH_KEY] = typescriptBlocks(readFileSync(join(ROOT, "README.md"), "utf8")).map(
  ({ code }) => code,
);

let folder: string;
let sandbox: Sandbox;

beforeAll(async () => {
  const built = await runPnpm(ROOT, "exec", "turbo", "run", "build", "--output-logs=errors-only");
  expect(built.output).not.toContain("error");
  expect(built.ok).toBe(true);
  folder = realpathSync(mkdtempSync(join(tmpdir(), "cqvx-newcomer-")));
  const installed = await installPackage(folder, "@cqvx/coinbase", await packPublished(ROOT));
  expect(installed.ok, installed.output).toBe(true);
  sandbox = await startSandbox();
  const { credentials, restUrl } = sandbox.coinbase;
  const { keyName: COINBASE_KEY_NAME, privateKey: COINBASE_PRIVATE_KEY } = credentials.ed25519;
  const environment = { COINBASE_KEY_NAME, COINBASE_PRIVATE_KEY };
  const surroundings = { environment, from: VENUE_ORIGIN, to: restUrl };
  writeFileSync(join(folder, "surroundings.json"), JSON.stringify(surroundings));
}, 180_000);

afterAll(async () => {
  await sandbox?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

function run(program: string | undefined): Promise<CommandResult> {
  writeFileSync(join(folder, "first.mjs"), program ?? "");
  return runCommand(folder, process.execPath, "--import", SURROUNDINGS, "first.mjs");
}

/** Returns the lines that are not blank. */
function codeLinesOf(program: string | undefined): string[] {
  return (program ?? "").split("\n").filter((line) => line.trim() !== "");
}

test("runs the first program: it has under ten lines and prints the best bid and ask", async () => {
  expect(codeLinesOf(FIRST).length).toBeLessThan(10);
  const { bids, asks } = sandbox.coinbase.book("BTC-USD");
  const { output, ok } = await run(FIRST);
  expect(output).toBe(`BTC-USD: ${bids[0]?.price} bid, ${asks[0]?.price} asked`);
  expect(ok).toBe(true);
});

test("runs the program with a key: it has under ten lines, and places and cancels an order", async () => {
  expect(codeLinesOf(WITH_KEY).length).toBeLessThan(10);
  const { output, ok } = await run(WITH_KEY);
  const [order] = sandbox.coinbase.orders();
  expect(output).toBe(`${order?.order_id} is CANCELLED`);
  expect(ok).toBe(true);
  expect(order).toMatchObject({ product_id: "BTC-USD", status: "CANCELLED" });
});
