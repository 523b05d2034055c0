import { join } from "node:path";
import { startVitest, type Vite } from "vitest/node";
import { breakSource } from "./break-source.ts";
import type { Mutation } from "./mutation.ts";
import { packageFolder, type TestOutcome, type TestRequest } from "./test-request.ts";

/**
 * Runs one test file in its own process, with or without a broken behaviour. The first argument is the request, and the last
 * line of the output is the report. The source is broken while vitest loads it, never on disk.
 */
const request: TestRequest = JSON.parse(process.argv[2] ?? "");
const { root, testFile, testName, mutation } = request;

const vitest = await startVitest(
  "test",
  [join(root, testFile)],
  {
    root: join(root, packageFolder(testFile)),
    watch: false,
    reporters: [{}],
    // vitest can cache transformed modules on disk, where the next run would find a broken one.
    fsModuleCache: false,
    cache: false,
    ...(testName === undefined ? {} : { testNamePattern: exactPattern(testName) }),
  },
  { plugins: mutation === undefined ? [] : [createBreakingPlugin(root, mutation)] },
);

const outcomes: TestOutcome[] = vitest.state
  .getTestModules()
  .flatMap((module) =>
    [...module.children.allTests()].map((test) => ({ name: test.name, state: test.result().state })),
  );
const errors = vitest.state
  .getTestModules()
  .flatMap((module) => module.errors().map(({ message }) => message));
await vitest.close();
console.log(`\n${JSON.stringify({ outcomes, errors })}`);
// Exits even when a broken test left timers or sockets open. A failed test is a valid outcome, so the exit code is 0.
process.exit(0);

function createBreakingPlugin(folder: string, broken: Mutation): Vite.Plugin {
  const path = join(folder, broken.file);
  return {
    name: "cqvx:break-source",
    enforce: "pre",
    transform: (code, id) => (id.split("?")[0] === path ? breakSource(code, broken) : undefined),
  };
}

/** Returns a pattern that matches names that end with the text. */
function exactPattern(text: string): string {
  return `${text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`;
}
