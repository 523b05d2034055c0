import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { CdpKey, Sandbox } from "@cqvx/sandbox";
import type { Environment } from "../venues/read-keys.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

export interface LiveRun {
  readonly process: ChildProcess;
  readonly ended: Promise<LiveOutput>;
}

export interface LiveOutput {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly stderr: string;
}

/** Starts the program in its own process, with only these environment variables. */
export function startLive(environment: Environment): LiveRun {
  const flags = ["--conditions=@cqvx/source", "--unhandled-rejections=strict", "--throw-deprecation"];
  const child = spawn(process.execPath, [...flags, MAIN], { env: { ...environment }, stdio: "pipe" });
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const read = async (): Promise<LiveOutput> => {
    const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
    return { code, lines: stdout.split("\n").slice(0, -1), stderr };
  };
  return { process: child, ended: read() };
}

/** Returns the environment variables that point the program at a sandbox. */
export function environmentOf(
  { coinbase }: Sandbox,
  key: CdpKey = coinbase.credentials.viewOnly,
): Environment {
  return {
    COINBASE_KEY_NAME: key.keyName,
    COINBASE_PRIVATE_KEY: key.privateKey,
    COINBASE_BASE_URL: coinbase.restUrl,
    COINBASE_WS_MARKET_URL: coinbase.wsUrls.market,
    COINBASE_WS_USER_URL: coinbase.wsUrls.user,
  };
}
