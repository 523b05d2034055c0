import { parseArgs } from "node:util";
import { startSandbox } from "./sandbox.ts";

/** Market steps a second, enough to watch a market move. */
const DEFAULT_TICKS_PER_SECOND = 4;

/**
 * Runs `pnpm sandbox [--port 8080] [--seed 7] [--ticks 4]`. Prints one line of JSON for each venue, then serves until
 * it is interrupted.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    // pnpm passes on the "--" of `pnpm sandbox -- --port 8080`.
    args: process.argv.slice(2).filter((argument) => argument !== "--"),
    options: { port: { type: "string" }, seed: { type: "string" }, ticks: { type: "string" } },
  });
  const port = readCount("port", values.port, 65_535);
  const seed = readCount("seed", values.seed, 0xffff_ffff);
  const ticksPerSecond = readCount("ticks", values.ticks, 1_000) ?? DEFAULT_TICKS_PER_SECOND;
  const { coinbase, close } = await startSandbox({
    ticksPerSecond,
    ...(port !== undefined && { port }),
    ...(seed !== undefined && { seed }),
  });
  const stop = () => void close().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const { restUrl, wsUrls, credentials } = coinbase;
  process.stdout.write(`${JSON.stringify({ venue: "coinbase", restUrl, wsUrls, credentials })}\n`);
}

function readCount(name: string, text: string | undefined, largest: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > largest) {
    throw new RangeError(`--${name} must be an integer from 0 to ${largest}`);
  }
  return value;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
