import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../run-command.ts";
import { breakSource } from "./break-source.ts";
import type { Mutation } from "./mutation.ts";
import type { TestReport, TestRequest } from "./test-request.ts";

/** Returns the reason why a test does not catch a broken behaviour, or undefined when the test catches it. */
export async function survivalReason(root: string, mutation: Mutation): Promise<string | undefined> {
  const { name, file } = mutation.test;
  breakSource(readFileSync(join(root, mutation.file), "utf8"), mutation);

  const unchanged = await runTests({ root, testFile: file, testName: name });
  const healthy = stateOf(unchanged, name);
  if (healthy !== "passed")
    return `with the source unchanged, "${name}" of ${file} is ${healthy}${reasons(unchanged)}`;

  const broken = await runTests({ root, testFile: file, testName: name, mutation });
  const state = stateOf(broken, name);
  return state === "failed"
    ? undefined
    : `with the behaviour broken, "${name}" is ${state}${reasons(broken)}`;
}

/** Returns the state of the tests with a name. A table or several describe blocks can share a name; one failure counts for all. */
function stateOf({ outcomes }: TestReport, name: string): string {
  const states = outcomes.filter((outcome) => outcome.name === name).map(({ state }) => state);
  return states.find((state) => state !== "passed") ?? states[0] ?? "not found";
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
