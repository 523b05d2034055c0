import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface ProgramOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in a separate Node process that resolves packages to their sources. Rejects unless it exits with 0. */
export function runNode(program: string): Promise<ProgramOutput> {
  const flags = ["--conditions=@cqvx/source", "--input-type=module", "--no-warnings", "--eval", program];
  const cwd = fileURLToPath(new URL("../../..", import.meta.url));
  return new Promise((resolve, reject) => {
    execFile(process.execPath, flags, { cwd }, (error, stdout, stderr) =>
      error === null ? resolve({ stdout, stderr }) : reject(new Error(stderr, { cause: error })),
    );
  });
}
