import { join } from "node:path";
import type { Check } from "./check.ts";
import { type CommandResult, runCommand, runPnpm } from "./run-command.ts";

/** The check that another tool, run at the root, ends well. */
function tool(name: string, promise: string, run: (root: string) => Promise<CommandResult>): Check {
  return {
    name,
    promise,
    run: async (root) => {
      const { ok, output } = await run(root);
      return { summary: promise, problems: ok ? [] : [output] };
    },
  };
}

/** turbo looks for pnpm on the path; `pnpm exec` puts it there. */
function turbo(root: string, task: string): Promise<CommandResult> {
  return runPnpm(root, "exec", "turbo", "run", task, "--continue", "--output-logs=errors-only");
}

function installed(root: string, program: string, ...args: readonly string[]): Promise<CommandResult> {
  return runCommand(root, join(root, "node_modules/.bin", program), ...args);
}

export const generate: Check = tool("generate", "the messages generate from their protos", (root) =>
  turbo(root, "generate"),
);

export const typecheck: Check = tool("typecheck", "every package compiles, tests included", (root) =>
  turbo(root, "typecheck"),
);

export const build: Check = tool("build", "every package builds", (root) => turbo(root, "build"));

export const lint: Check = tool("lint", "Biome finds nothing to format or to mend", (root) =>
  installed(root, "biome", "ci", "--colors=off", "--diagnostic-level=warn", "--error-on-warnings", "."),
);

export const knip: Check = tool("knip", "no file, export or dependency is unused", (root) =>
  installed(root, "knip", "--no-progress", "--no-config-hints"),
);
