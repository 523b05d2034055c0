import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { stripVTControlCharacters } from "node:util";

export interface CommandResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** Standard output and standard error in the order in which they arrived, for a person to read. */
  readonly output: string;
}

/** Environment variables that turn off telemetry, colors and update notices in the programs that checks start. */
const QUIET_ENVIRONMENT = {
  TURBO_TELEMETRY_DISABLED: "1",
  DO_NOT_TRACK: "1",
  NO_COLOR: "1",
  NO_UPDATE_NOTIFIER: "1",
};

/** Runs a program until it ends. A program that cannot start counts as failed, and its output is the reason. */
export function runCommand(
  folder: string,
  program: string,
  ...args: readonly string[]
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const { FORCE_COLOR: _, ...environment } = process.env;
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...environment, ...QUIET_ENVIRONMENT },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.on("error", (error) => resolve({ ok: false, stdout, output: error.message }));
    child.on("close", (code) =>
      resolve({ ok: code === 0, stdout, output: stripVTControlCharacters(output).trim() }),
    );
  });
}

/** Runs the pnpm on the PATH, as in a script of this repository. Without one, runs the version that the README names. */
export function runPnpm(folder: string, ...args: readonly string[]): Promise<CommandResult> {
  const onPath = (process.env.PATH ?? "").split(delimiter).some((entry) => existsSync(join(entry, "pnpm")));
  return onPath ? runCommand(folder, "pnpm", ...args) : runCommand(folder, "npx", "-y", "pnpm@12", ...args);
}
