import { join } from "node:path";
import type { Check } from "./check.ts";
import { type CommandResult, runCommand, runPnpm } from "./run-command.ts";

/** Creates a check that runs another tool and passes when the tool succeeds. */
function createToolCheck(
  name: string,
  promise: string,
  run: (root: string) => Promise<CommandResult>,
): Check {
  return {
    name,
    promise,
    run: async (root) => {
      const { ok, output } = await run(root);
      return { summary: promise, problems: ok ? [] : [output] };
    },
  };
}

/** Runs a task with turbo. turbo needs pnpm on the PATH, and `pnpm exec` puts it there. */
function turbo(root: string, task: string): Promise<CommandResult> {
  return runPnpm(root, "exec", "turbo", "run", task, "--continue", "--output-logs=errors-only");
}

/** Runs a program that is installed at the root. */
function runInstalled(root: string, program: string, ...args: readonly string[]): Promise<CommandResult> {
  return runCommand(root, join(root, "node_modules/.bin", program), ...args);
}

export const generate: Check = createToolCheck("generate", "the generator accepts the protos", (root) =>
  turbo(root, "generate"),
);

export const typecheck: Check = createToolCheck(
  "typecheck",
  "every package compiles, with its tests",
  (root) => turbo(root, "typecheck"),
);

export const build: Check = createToolCheck("build", "every package builds", (root) => turbo(root, "build"));

export const lint: Check = createToolCheck("lint", "Biome finds nothing to format or to fix", (root) =>
  runInstalled(root, "biome", "ci", "--colors=off", "--diagnostic-level=warn", "--error-on-warnings", "."),
);

export const knip: Check = createToolCheck("knip", "no file, export or dependency is unused", (root) =>
  runInstalled(root, "knip", "--no-progress", "--no-config-hints"),
);
