import { benchBook } from "./book/bench-book.ts";
import { benchLimit } from "./limit/bench-limit.ts";
import { benchRequest } from "./request/bench-request.ts";

/** Each prints its report: false when a run is invalid, undefined when the options are wrong. */
const BENCHES: Readonly<Record<string, (args: string[]) => Promise<boolean | undefined>>> = {
  book: benchBook,
  limit: benchLimit,
  request: benchRequest,
};

const USAGE = `usage:
  pnpm bench book [--frames N] [--levels N] [--rounds N] [--seed N]
  pnpm bench limit [--requests N] [--rate N] [--processes N] [--outage stop|pause] [--outage-ms N]
  pnpm bench request [--requests N] [--rounds N]`;

try {
  const [name = "", ...args] = process.argv.slice(2);
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  const isValid = await bench?.(args);
  if (isValid === undefined) console.error(USAGE);
  process.exitCode = isValid === undefined ? 2 : isValid ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
