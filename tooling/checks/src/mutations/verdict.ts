import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../run-command.ts";
import { breakSource } from "./break-source.ts";
import type { Mutation } from "./mutation.ts";
import type { TestReport, TestRequest } from "./test-request.ts";

/** Why a test does not catch a broken behaviour, or undefined when it does. */
export async function survivalReason(root: string, mutation: Mutation): Promise<string | undefined> {
  const { name, file } = mutation.test;
  breakSource(readFileSync(join(root, mutation.file), "utf8"), mutation);

  const whole = await runTests({ root, testFile: file, testName: name });
  const healthy = stateOf(whole, name);
  if (healthy !== "passed") return `unbroken, "${name}" of ${file} is ${healthy}${reasons(whole)}`;

  const broken = await runTests({ root, testFile: file, testName: name, mutation });
  const state = stateOf(broken, name);
  return state === "failed"
    ? undefined
    : `with the behaviour broken, "${name}" is ${state}${reasons(broken)}`;
}

/** A name can stand for several tests, of a table or of several describe blocks: one that fails is enough. */
function stateOf({ outcomes }: TestReport, name: string): string {
  const states = outcomes.filter((outcome) => outcome.name === name).map(({ state }) => state);
  return states.find((state) => state !== "passed") ?? states[0] ?? "not to be found";
}

function reasons({ errors }: TestReport): string {
  return errors.map((error) => `\n${error}`).join("");
}

async function runTests(request: TestRequest): Promise<TestReport> {
  const program = join(import.meta.dirname, "run-tests.ts");
  const { ok, stdout, output } = await runCommand(
    request.root,
    process.execPath,
    program,
    JSON.stringify(request),
  );
  const answer = stdout.trim().split("\n").at(-1);
  if (!ok || answer === undefined) throw new Error(output);
  return JSON.parse(answer);
}
