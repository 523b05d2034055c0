import { join } from "node:path";
import { startVitest, type Vite } from "vitest/node";
import { breakSource } from "./break-source.ts";
import type { Mutation } from "./mutation.ts";
import { packageFolder, type TestOutcome, type TestRequest } from "./test-request.ts";

/**
 * Runs one test file, with a behaviour broken or not, in a process of its own: the request is the argument, the outcomes
 * are the last line of the output. The source is broken on its way into the tests, never on disk.
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
    // vitest keeps transformed modules on disk: a broken one must not be found there by the next run.
    fsModuleCache: false,
    cache: false,
    ...(testName === undefined ? {} : { testNamePattern: literally(testName) }),
  },
  { plugins: mutation === undefined ? [] : [breaking(root, mutation)] },
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
// What a test of a broken source leaves behind must not keep the process; its failures are the outcome asked for.
process.exit(0);

function breaking(folder: string, broken: Mutation): Vite.Plugin {
  const path = join(folder, broken.file);
  return {
    name: "cqvx:break-source",
    enforce: "pre",
    transform: (code, id) => (id.split("?")[0] === path ? breakSource(code, broken) : undefined),
  };
}

function literally(text: string): string {
  return `${text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`;
}
